"""Waiting, leaving and taking what is held, without JavaScript and by keyboard alone: goal rows 11 and 12."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.hands import WAYS, Hands

DATABASES = ("sqlite",)


@pytest.mark.parametrize("way", [WAYS[1], WAYS[5]])
def test_a_student_waits_and_books_what_is_held(site, world, open_as, way):
    dora = site.do(lambda: factories.coach("dora"))
    page = open_as("charlie", f"/coaches/{dora}", **way.context)
    hands = Hands(page, way)
    hands.press(page.get_by_role("button", name="Join the waitlist"))
    hands.press(page.get_by_role("button", name="Leave"))
    hands.press(page.get_by_role("button", name="Undo"))
    expect(page.locator("#wishes")).to_contain_text("Dora Diaz Place 1 of 1")
    site.do(lambda: (factories.slot(dora), factories.offer()))
    page.goto("/")
    hands.press(page.get_by_role("link", name="Book Wed, Mar 3"))
    hands.press(page.get_by_role("button", name="Book this call"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("You are booked: Wed, Mar 3")
