"""A weekly rule: previewed while it is written, and deleted and brought back where it stands."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import DESK

DATABASES = ("sqlite",)


@pytest.mark.usefixtures("world", "at_now")
def test_a_rule_is_previewed_as_it_is_written_and_the_focus_stays_with_what_became_of_it(open_as):
    """Case A11."""
    alice = open_as("alice", **DESK)
    alice.goto("/schedule/rules")
    alice.get_by_label("Saturday").check()
    alice.get_by_label("Start 1", exact=True).fill("10:00")
    alice.get_by_label("From", exact=True).fill("2027-03-01")
    alice.get_by_label("Place").focus()
    expect(alice.locator("#preview")).to_contain_text("This opens 4 slots in the next 4 weeks.")
    expect(alice.get_by_label("Place")).to_be_focused()
    alice.get_by_role("button", name="Save the rule").click()
    alice.get_by_role("button", name="Delete").click()
    expect(alice.get_by_role("button", name="Undo")).to_be_focused()
    alice.keyboard.press("Enter")
    expect(alice.get_by_role("button", name="Pause")).to_be_focused()
    expect(alice.locator("#rules")).to_contain_text("4 open, 0 booked.")
