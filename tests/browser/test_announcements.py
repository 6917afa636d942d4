"""What an action changes is said, once and in one place: goal row 25."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests import factories, past
from tests.browser.test_week import EMPTY_WEEK
from tests.conftest import NOW

DATABASES = ("sqlite",)

# What is said as a page opens or afterwards, by whichever region; a log says what is added to it.
HEAR = """window.heard = [];
document.addEventListener("DOMContentLoaded", () => {
  const say = (part) => { if (part.textContent.trim()) window.heard.push(part.textContent.trim()); };
  for (const region of document.querySelectorAll("[role=status], [role=alert], [aria-live]")) {
    say(region);
    new MutationObserver(() => say(region)).observe(region, { childList: true, subtree: true, characterData: true });
  }
  for (const log of document.querySelectorAll("[role=log]"))
    new MutationObserver((all) => all.forEach(({ addedNodes }) => addedNodes.forEach(part =>
      (part.parentElement ?? part).closest("[aria-hidden=true]") || part.ariaHidden || say(part))))
      .observe(log, { childList: true, subtree: true });
});"""


def listen(open_as, who: str, path: str) -> Page:
    page = open_as(who, "/help")
    page.add_init_script(HEAR)
    page.goto(path)
    assert heard(page) == []
    return page


def heard(page: Page) -> list[str]:
    """Return what has been said since the page was opened, or since this was asked last."""
    page.wait_for_timeout(200)
    return page.evaluate("window.heard.splice(0)")


def press(page: Page, button: str) -> list[str]:
    """Press a button; return what is said of it."""
    page.get_by_role("button", name=button, exact=False).first.click()
    page.wait_for_function("() => window.heard.length")
    return heard(page)


def test_a_call_that_is_cancelled_and_brought_back_is_told_of_once(world, open_as):
    bob = listen(open_as, "bob", f"/calls/{world.call}/cancel")
    assert press(bob, "Cancel the call") == ["The call is cancelled."]
    assert press(bob, "Undo") == ["Undone. The call takes place as before."]


def test_a_call_that_is_moved_is_told_of_once(world, open_as):
    bob = listen(open_as, "bob", f"/calls/{world.call}/move?to={world.open_slot}")
    (said,) = press(bob, "Move the call")
    assert said.startswith("The call is moved to Thu, Mar 4")


def test_a_coach_who_is_saved_and_let_go_is_told_of_once(world, open_as):
    bob = listen(open_as, "bob", f"/coaches/{world.alice}")
    for button in ("Save", "Remove from saved"):
        assert len(press(bob, button)) == 1


def test_a_place_on_the_waitlist_that_is_taken_left_and_taken_again_is_told_of_once(site, open_as, world):
    dora = site.do(lambda: factories.coach("dora"))
    charlie = listen(open_as, "charlie", f"/coaches/{dora}")
    assert press(charlie, "Join the waitlist") == ["You are on the waitlist for Dora Diaz."]
    assert press(charlie, "Leave") == ["You have left the waitlist."]
    assert press(charlie, "Undo") == ["You have your place again."]


def test_a_week_that_is_published_and_undone_is_told_of_once(world, open_as):
    alice = listen(open_as, "alice", EMPTY_WEEK)
    alice.get_by_label("Mon, Mar 8, 8:00–10:00 AM").click()
    assert len(heard(alice)) == 1
    (said,) = press(alice, "Publish")
    assert said.startswith("Saved: 1 added")
    # Where the focus goes is read out already.
    alice.get_by_role("button", name="Undo").click()
    expect(alice.locator("#week-note")).to_be_focused()
    expect(alice.locator("#week-note")).to_contain_text("Undone.")
    assert heard(alice) == []


def test_a_score_is_told_of_once_though_the_menu_counts_anew(site, world, open_as):
    site.do(lambda: [past.booked(world.alice, world.bob, NOW - days * timedelta(days=1)) for days in (1, 2)])
    alice = listen(open_as, "alice", "/")
    alice.locator("header .menu summary").click()
    waiting = alice.locator("header #menu-waiting")
    expect(waiting).to_have_text("How did it go? 2 left")
    assert press(alice, "4 Good") == ["Saved: 4, Good."]
    expect(waiting).to_have_text("How did it go? 1 left")
    assert press(alice, "Save the notes") == ["The notes are saved."]
    assert press(alice, "Student did not come") == ["Saved: Bob Baker did not come."]
    expect(waiting).to_have_text("How did it go?")


@pytest.mark.parametrize("way", ["keyboard", "button"])
def test_a_message_that_is_sent_is_told_of_once(site, world, open_as, way):
    thread = site.do(lambda: factories.message(world.alice, world.bob, world.alice, "Hello Bob"))
    bob = listen(open_as, "bob", f"/messages/{thread}")
    bob.get_by_label("Message to Alice Archer").fill("Hello Alice")
    if way == "keyboard":
        bob.keyboard.press("Enter")
    else:
        bob.get_by_role("button", name="Send").click()
    expect(bob.locator(".bubble.own .words")).to_have_text("Hello Alice")
    expect(bob.locator(".sending")).to_have_count(0)
    (said,) = heard(bob)
    assert said.endswith("Hello Alice")


def test_a_rule_that_is_deleted_and_brought_back_is_told_of_once_and_says_no_more_that_it_is_saved(world, open_as):
    alice = open_as("alice", "/schedule/rules")
    alice.get_by_label("Saturday").check()
    alice.get_by_label("Start 1", exact=True).fill("10:00")
    alice.add_init_script(HEAR)
    alice.get_by_role("button", name="Save the rule").click()
    expect(alice.locator("#live")).to_have_text("The rule is saved. 4 slots are opened.")
    heard(alice)
    assert press(alice, "Delete") == ["Deleted. 4 open slots that nobody had booked are withdrawn."]
    assert alice.get_by_text("The rule is saved.").count() == 0
    assert press(alice, "Undo") == ["4 slots are opened."]
