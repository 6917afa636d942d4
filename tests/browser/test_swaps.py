"""What a swap in place does to the rest of the page and to the focus: goal rows 12 and 14."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.hands import DESK, PHONE, focused
from tests.browser.test_layout import SCREENS, WATCH
from tests.conftest import NOW

DATABASES = ("sqlite",)

# What has jumped since the last look, once all is painted.
JUMPED = """new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>
    done(window.shifts.splice(0)))))"""


@pytest.fixture
def two_ended(site, world, at_now):
    """Two calls have ended: Bob's, then Charlie's."""
    site.do(lambda: factories.call(world.open_slot, world.charlie))
    at_now.move_to(NOW + timedelta(days=4))


@SCREENS
@pytest.mark.parametrize("start", ["/", "/feedback"])
def test_nothing_jumps_when_a_card_is_swapped_and_the_focus_follows(two_ended, open_as, start, screen):
    """Goal rows 12 and 14."""
    alice = open_as("alice", **screen)
    alice.add_init_script(WATCH)
    alice.goto(start)
    notes = alice.get_by_label("Notes, only you see them")
    alice.get_by_role("button", name="4 Good").click()
    expect(notes).to_be_focused()
    assert alice.evaluate(JUMPED) == []
    alice.get_by_role("link", name="Change the score").click()
    expect(alice.get_by_role("button", name="4 Good")).to_be_focused()
    assert alice.evaluate(JUMPED) == []
    alice.keyboard.press("5")
    expect(notes).to_be_focused()
    alice.get_by_role("button", name="Save the notes").click()
    expect(alice.get_by_role("heading", name="Charlie Chand")).to_be_focused()
    assert alice.evaluate(JUMPED) == []
    alice.get_by_role("button", name="Student did not come").click()
    expect(alice.get_by_role("heading", name="Charlie Chand did not come.")).to_be_focused()
    assert alice.evaluate(JUMPED) == []


@SCREENS
def test_nothing_jumps_when_past_calls_are_sifted_and_the_focus_stays(two_ended, open_as, screen):
    """Goal rows 12 and 14."""
    alice = open_as("alice", **screen)
    alice.add_init_script(WATCH)
    alice.goto("/history")
    score = alice.get_by_label("Score")
    for chosen, found in (("1", "0 calls"), ("", "2 calls")):
        score.focus()
        score.select_option(chosen)
        expect(alice.locator("#history-title")).to_have_text(found)
        expect(score).to_be_focused()
        assert alice.evaluate(JUMPED) == []


def test_what_is_said_lies_over_the_page_for_a_while(two_ended, open_as):
    alice = open_as("alice", **PHONE)
    alice.clock.install()
    alice.goto("/feedback")
    alice.get_by_role("button", name="4 Good").click()
    said = alice.locator("#live .message")
    box = said.bounding_box()
    assert PHONE["viewport"]["height"] - 80 < box["y"] + box["height"] < PHONE["viewport"]["height"]
    alice.clock.fast_forward(7000)
    expect(said).to_have_class("message hidden")
    expect(said).to_have_text("Saved: 4, Good.")


def test_a_failed_request_is_seen_from_wherever_one_is_and_forgotten_when_another_works(world, open_as, complaints):
    charlie = open_as("charlie", "/slots", **DESK)
    charlie.route("**/slots/*", lambda route: route.abort())
    charlie.get_by_role("link", name="Book Thu").click()
    told = charlie.get_by_text("That did not work.")
    expect(told).to_be_in_viewport()
    charlie.unroute_all()
    complaints.clear()
    charlie.get_by_role("link", name="Book Thu").click()
    charlie.get_by_role("button", name="Book this call").wait_for()
    expect(told).to_have_count(0)
    assert "Thu, Mar 4" in focused(charlie)
    # It was booked, and only the answer got lost.
    charlie.route("**/book", lambda route: (route.fetch(), route.abort()))
    charlie.get_by_role("button", name="Book this call").click()
    expect(charlie.get_by_text("No answer came, so this may have been saved.")).to_be_in_viewport()
    charlie.unroute_all()
    complaints.clear()
    charlie.goto("/calls")
    expect(charlie.locator("article.card")).to_have_count(1)
