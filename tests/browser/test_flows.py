"""What people come for, three ways on two screens: with JavaScript, without, by keyboard alone. Goal rows 11 and 12."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.hands import WAYS, Hands, focused
from tests.conftest import NOW
from tests.mailbox import link_to

DATABASES = ("sqlite",)  # the databases are told apart by the long story and by all other tests

pytestmark = pytest.mark.parametrize("way", WAYS)


def test_sign_up(site, world, open_as, way):
    """Goal rows 11 and 12."""
    erin = open_as(None, "/login", **way.context)
    hands = Hands(erin, way)
    hands.press(erin.get_by_role("link", name="Create an account"))
    for label, typed in (
        ("Your name", "Erin"),
        ("E-mail address", "erin@example.org"),
        ("Phone number", "+1 212 555 0188"),
        ("Password", "four words are enough"),
    ):
        hands.write(erin.get_by_label(label, exact=True), typed)
    hands.press(erin.get_by_role("button", name="Create the account"))
    expect(erin.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    erin.goto(link_to(site, "erin@example.org"))
    hands.press(erin.get_by_role("button", name="Confirm the address"))
    expect(erin.locator("#live")).to_contain_text("Your address is confirmed.")
    expect(erin.locator("header")).to_contain_text("Erin")


def test_publish_and_undo(world, open_as, way):
    """Goal rows 11, 12 and 23."""
    alice = open_as("alice", "/schedule?week=2027-W10", **way.context)
    hands, told = Hands(alice, way), alice.locator("#week-note" if way.has_script else "#live")
    hands.press(alice.get_by_label("Mon, Mar 8, 8:00–10:00 AM"))
    hands.press(alice.get_by_role("button", name="Publish week"))
    expect(told).to_contain_text("Saved: 1 added, 0 removed.")
    assert not way.has_script or focused(alice)
    hands.press(alice.get_by_role("button", name="Undo"))
    expect(told).to_contain_text("Undone.")
    assert not way.has_script or "Undone." in focused(alice)


def test_book(world, open_as, way):
    """Goal rows 11 and 12."""
    charlie = open_as("charlie", "/slots", **way.context)
    hands = Hands(charlie, way)
    hands.press(charlie.get_by_role("link", name="Book Thu"))
    charlie.get_by_role("button", name="Book this call").wait_for()
    assert not way.has_script or "Thu, Mar 4" in focused(charlie)
    hands.write(charlie.get_by_label("What should your coach know?"), "Fractions")
    hands.press(charlie.get_by_role("button", name="Book this call"))
    expect(charlie.get_by_text("+44 20 7946 0101").first).to_be_visible()
    assert not way.has_script or "You are booked: Thu, Mar 4" in focused(charlie)


def test_move(world, open_as, way):
    """Goal rows 11 and 12."""
    bob = open_as("bob", f"/calls/{world.call}", **way.context)
    hands = Hands(bob, way)
    hands.press(bob.get_by_role("link", name="Move to another time"))
    hands.press(bob.get_by_role("link", name="Thu, Mar 4"))
    expect(bob.locator(".from-to")).to_contain_text("Wed, Mar 3")
    hands.press(bob.get_by_role("button", name="Move the call"))
    expect(bob.locator("#receipt h2")).to_contain_text("Thu, Mar 4")


def test_cancel_and_undo(world, open_as, way):
    """Goal rows 11, 12 and 23, case D2."""
    bob = open_as("bob", "/calls", **way.context)
    hands = Hands(bob, way)
    hands.press(bob.get_by_role("link", name="Cancel the call with Alice Archer"))
    hands.press(bob.get_by_role("button", name="Cancel the call"))
    expect(bob.locator("#live")).to_contain_text("The call is cancelled.")
    expect(bob.locator("#receipt .badge")).to_have_text("Cancelled")
    assert "7946" not in bob.content()
    hands.press(bob.get_by_role("button", name="Undo"))
    expect(bob.locator("#live")).to_contain_text("Undone.")
    expect(bob.locator(".number").first).to_have_text("+44 20 7946 0101")


def test_score(site, world, at_now, open_as, way):
    """Goal rows 6, 11 and 12."""
    second = site.do(lambda: factories.call(world.open_slot, world.charlie))
    at_now.move_to(NOW + timedelta(days=4))
    alice = open_as("alice", "/feedback", **way.context)
    hands = Hands(alice, way)
    if way.by_keyboard:
        hands.reach(alice.get_by_role("button", name="1 Poor").first)
        alice.keyboard.press("4")
    else:
        hands.press(alice.get_by_role("button", name="4 Good"))
    expect(alice.locator("#live")).to_have_text("Saved: 4, Good.")
    assert not way.has_script or alice.evaluate("document.activeElement.name") == "private_note"
    hands.write(alice.get_by_label("Notes, only you see them"), "1 to 5 are typed here")
    hands.press(alice.get_by_role("button", name="Save the notes"))
    expect(alice.locator(f"#call-{second} h2")).to_contain_text("Charlie Chand")
    hands.press(alice.get_by_role("button", name="Student did not come"))
    expect(alice.locator("#live")).to_have_text("Saved: Charlie Chand did not come.")
    assert not way.has_script or "did not come" in focused(alice)


def test_keep_the_settings(world, open_as, way):
    """Goal rows 11 and 12."""
    bob = open_as("bob", "/settings", **way.context)
    hands = Hands(bob, way)
    bob.get_by_label("Phone number").clear()
    hands.write(bob.get_by_label("Phone number"), "+1 212 555 0177")
    hands.press(bob.get_by_role("button", name="Save the settings"))
    expect(bob.locator("#live")).to_contain_text("saved")
    bob.reload()
    expect(bob.get_by_label("Phone number")).to_have_value("+1 212-555-0177")
