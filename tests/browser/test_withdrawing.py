"""Taking back a time that a student has booked by keyboard alone, with JavaScript and without: goal rows 11 and 12."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import DESK, PHONE, Hands, Way

DATABASES = ("sqlite",)

WAYS = [
    pytest.param(Way(PHONE, by_keyboard=True), id="keys-360"),
    pytest.param(Way(DESK, by_keyboard=True), id="keys-1280"),
    pytest.param(Way(DESK, has_script=False, by_keyboard=True), id="plain-keys-1280"),
]
FATES = ("Keep the call", "Cancel it", "Cancel it, and hold other times for the student")


def choose(hands, page, fate):
    """Take one of the fates with the arrow keys; Space takes the first."""
    hands.reach(page.get_by_role("radio").first)
    page.keyboard.press("Space")
    for _ in range(FATES.index(fate)):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name=fate, exact=True)).to_be_checked()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("fate", "told"),
    [
        (FATES[0], "The call stays booked."),
        *((fate, "The call is cancelled, and its time withdrawn.") for fate in FATES[1:]),
    ],
)
def test_a_coach_says_what_becomes_of_the_call_of_a_booked_time(site, world, open_as, way, fate, told):
    """Case A13."""
    where = f"/slots/{world.booked_slot}/withdraw"
    page = open_as("alice", "/schedule", **way.context)
    hands = Hands(page, way)
    hands.press(page.locator(f"a[href='{where}']"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Withdraw a time that Bob")
    hands.press(page.get_by_role("button", name="Continue"))
    expect(page.locator(".summary")).to_contain_text("Nothing was changed.")
    choose(hands, page, fate)
    if fate != FATES[0]:
        hands.press(page.get_by_role("button", name="Continue"))
        expect(page.locator(".summary")).to_contain_text("Give a reason")
        expect(page.get_by_role("radio", name=fate, exact=True)).to_be_checked()
        hands.write(page.get_by_label("Reason"), "A funeral.")
    hands.press(page.get_by_role("button", name="Continue"))
    expect(page.locator("#live")).to_contain_text(told)
    bob = site.as_("bob").get(f"/calls/{world.call}")
    assert ("A funeral." in bob.text) == (fate != FATES[0])
    assert bool(bob.all("#held-title")) == (fate == FATES[2])
