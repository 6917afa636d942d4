"""The main job in a real browser: with JavaScript and without, on a phone and on a desk."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app.domain.text import NOTE_LENGTH
from tests.browser.hands import DESK, PHONE, focused
from tests.conftest import NOW


@pytest.mark.parametrize("way", [DESK, {**PHONE, "java_script_enabled": False}], ids=["desk", "phone-without-script"])
def test_publish_book_move_and_log_feedback(site, world, open_as, at_now, way):
    alice = open_as("alice", "/schedule", **way)
    alice.get_by_label("Day", exact=True).fill("2027-03-08")
    alice.locator("#starts_at").fill("14:00")
    alice.get_by_role("button", name="Publish the slot").click()
    expect(alice.get_by_text("Published: Mon, Mar 8")).to_be_visible()

    bob = open_as("bob", "/slots", **way)
    bob.get_by_role("link", name="Book Mon, Mar 8").click()
    bob.get_by_label("What should your coach know?").fill("Fractions")
    bob.get_by_role("button", name="Book this call").click()
    expect(bob.locator("main")).to_contain_text("+44 20 7946 0101")

    bob.goto("/calls")
    bob.get_by_role("link", name="Mon, Mar 8").first.click()
    bob.get_by_role("link", name="Move to another time").click()
    bob.get_by_role("link", name="Thu, Mar 4").click()
    bob.get_by_role("button", name="Move the call").click()
    expect(bob.get_by_role("heading", name="Thu, Mar 4")).to_be_visible()

    site.leap(at_now, NOW + timedelta(days=4))
    alice.goto("/calls?view=past")
    alice.get_by_role("link", name="Give a score for Bob Baker, Thu").click()
    alice.get_by_role("button", name="4 Good").click()
    alice.get_by_label("Notes, only you see them").fill("Likes pictures")
    alice.get_by_role("button", name="Save the notes").click()
    expect(alice.locator("#live")).to_contain_text("The notes are saved.")

    bob.goto("/calls?view=past")
    expect(bob.get_by_text("Finished")).to_be_visible()
    assert "Likes pictures" not in bob.content()


def test_booking_in_place_keeps_the_page_and_leads_the_focus(world, open_as):
    charlie = open_as("charlie", "/slots")
    charlie.evaluate("window.stays = true")
    charlie.get_by_role("link", name="Book Thu").click()
    charlie.get_by_label("What should your coach know?").wait_for()
    assert "Thu, Mar 4" in focused(charlie)
    charlie.get_by_role("button", name="Book this call").click()
    expect(charlie.locator("#live")).to_have_text("You are booked.")
    assert "You are booked: Thu, Mar 4" in focused(charlie)
    assert charlie.evaluate("window.stays")


def test_the_title_names_an_error_until_it_is_mended(world, open_as):
    """Goal row 26."""
    charlie = open_as("charlie", "/slots")
    title = charlie.title()
    charlie.get_by_role("link", name="Book Thu").click()
    note = charlie.get_by_label("What should your coach know?")
    note.evaluate("field => field.removeAttribute('maxlength')")
    note.fill("x" * (NOTE_LENGTH + 1))
    charlie.get_by_role("button", name="Book this call").click()
    expect(charlie).to_have_title(re.compile(r"^Error: Book Thu, Mar 4"))
    note.fill("x")
    charlie.get_by_role("button", name="Book this call").click()
    expect(charlie.locator("#live")).to_have_text("You are booked.")
    expect(charlie).to_have_title(title)


def test_a_slot_that_was_just_taken_is_told_and_leaves_the_list(world, open_as):
    """Cases A7, A8."""
    charlie, bob = open_as("charlie", "/slots"), open_as("bob", "/slots")
    charlie.get_by_role("link", name="Book Thu").click()
    charlie.get_by_role("button", name="Book this call").wait_for()
    bob.get_by_role("link", name="Book Thu").click()
    bob.get_by_role("button", name="Book this call").click()
    expect(bob.locator("#live")).to_have_text("You are booked.")
    charlie.get_by_role("button", name="Book this call").click()
    expect(charlie.get_by_role("alert")).to_contain_text("Someone booked that time a moment ago")
    assert "Someone booked" in focused(charlie)
    expect(charlie).to_have_title(re.compile(r"^Error: Someone booked"))
    expect(charlie.locator(f"#slot-{world.open_slot}")).to_have_count(0)


def test_a_session_that_ended_leads_to_the_sign_in_page_and_back(world, open_as, at_now):
    at_now.move_to(NOW + timedelta(days=3))
    alice = open_as("alice", "/feedback")
    alice.context.clear_cookies()
    alice.get_by_role("button", name="4 Good").click()
    alice.get_by_label("E-mail address").fill("alice@example.org")
    alice.get_by_label("Password").fill("correct horse battery")
    alice.locator("main").get_by_role("button", name="Sign in").click()
    expect(alice.get_by_role("heading", level=1)).to_have_text("How did it go?")


def test_a_double_click_books_once(world, open_as):
    """Case A4."""
    charlie = open_as("charlie", f"/slots/{world.open_slot}")
    charlie.get_by_role("button", name="Book this call").dblclick()
    expect(charlie.get_by_role("heading", level=1)).to_contain_text("You are booked: Thu, Mar 4")
    charlie.goto("/calls")
    expect(charlie.locator("article.card")).to_have_count(1)


def test_a_server_that_does_not_answer_is_told_and_the_page_stays(world, open_as, complaints):
    charlie = open_as("charlie", "/slots")
    charlie.route("**/slots/*", lambda route: route.abort())
    charlie.get_by_role("link", name="Book Thu").click()
    expect(charlie.get_by_role("alert")).to_have_text("That did not work. Nothing was changed. Try again.")
    expect(charlie.locator(f"#slot-{world.open_slot}")).to_be_visible()
    charlie.unroute_all()
    complaints.clear()


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_scrolls_sideways(world, open_as, width):
    alice = open_as("alice", viewport={"width": width, "height": 740})
    for path in ("/", "/slots", "/schedule", "/calls", f"/calls/{world.call}", f"/calls/{world.call}/move", "/nowhere"):
        alice.goto(path)
        assert alice.evaluate("document.documentElement.scrollWidth") <= width, path
