"""A log in two tabs, and one whose coach is signed out in another tab: nothing that was typed is lost."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app.services import call_logs
from tests import factories, past
from tests.conftest import NOW
from tests.factories import PASSWORD

DATABASES = ("sqlite",)
DAY = timedelta(days=1)
PHONE = {"width": 360, "height": 700}
# What is typed is sent as a draft, and the log with it.
BOTH = """() => {
  const log = document.querySelector("[data-log]");
  log.querySelector("[hx-post]").dispatchEvent(new Event("leave"));
  log.requestSubmit(log.querySelector("button:not([hx-post]):not([formaction])"));
}"""


@pytest.fixture
def path(site, world):
    call = site.do(lambda: past.held(world.alice, world.bob, NOW - DAY, 4, private_note="Shy"))
    return f"/calls/{call}/feedback"


@pytest.fixture
def find_draft(site, path):
    number = int(path.split("/")[2])
    return lambda: site.do(lambda: call_logs.find_draft(number))


def note(page):
    return page.get_by_label("Notes, only you see them")


def leave(page):
    page.goto("/")
    page.locator("form[action='/logout'] button").first.evaluate("button => button.form.requestSubmit()")
    page.wait_for_url("**/")
    expect(page.locator("header")).not_to_contain_text("Alice")


def enter(page, who):
    page.goto("/login")
    page.get_by_label("E-mail address").fill(f"{who}@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")


def type_on(page, words):
    """Type after what stands there, and wait until the page has tried to keep it."""
    with page.expect_response("**/draft"):
        note(page).press("End")
        page.keyboard.insert_text(words)


def test_notes_that_are_left_at_once_for_the_score_are_there_again_after_it(path, open_as):
    alice = open_as("alice", path, viewport=PHONE)
    note(alice).fill("Shy, but able")
    with alice.expect_response("**/draft"):
        alice.get_by_role("link", name="Change the score").click()
    alice.get_by_role("button", name="5 Great").click()
    expect(note(alice)).to_have_value("Shy, but able")
    expect(alice.locator("#feedback-draft")).to_contain_text("not saved yet")
    expect(alice.locator("#alert")).to_be_empty()


@pytest.mark.parametrize("script", [True, False])
def test_the_second_tab_sees_what_the_first_has_saved(path, open_as, script):
    old = open_as("alice", path, viewport=PHONE, java_script_enabled=script)
    other = old.context.new_page()
    other.goto(path)
    note(other).fill("Not so shy")
    other.get_by_label("Next steps you agreed").fill("Read chapter 3")
    other.get_by_role("button", name="Save the notes").click()
    expect(other.get_by_text("Saved: 4, Good").or_(other.get_by_text("The notes are saved.")).first).to_be_visible()

    note(old).fill("Shy, but able")
    old.get_by_role("button", name="Save the notes").click()
    summary = old.locator(".summary")
    expect(summary).to_contain_text("saved elsewhere meanwhile")
    expect(note(old)).to_have_value("Shy, but able")
    expect(old.locator(".log .words")).to_have_text("Not so shy")
    expect(old.get_by_label("Next steps you agreed")).to_have_value("Read chapter 3")
    if script:
        expect(summary).to_be_focused()
    old.get_by_role("button", name="Save the notes").click()
    expect(summary).to_have_count(0)
    other.goto(path)
    expect(note(other)).to_have_value("Shy, but able")


def test_the_second_tab_is_told_of_what_the_first_keeps_as_a_draft(path, find_draft, open_as):
    first = open_as("alice", path, viewport=PHONE)
    second = first.context.new_page()
    second.goto(path)
    type_on(first, ", but able")
    type_on(first, "!")
    expect(first.locator("#feedback-draft")).to_contain_text("not saved yet")
    type_on(second, ". Bold")
    expect(second.locator("#feedback-draft")).to_contain_text("What you type is not kept")
    expect(note(second)).to_have_value("Shy. Bold")
    assert find_draft().notes.private_note == "Shy, but able!"
    second.get_by_role("button", name="Save the notes").click()
    expect(second.locator(".summary")).to_be_focused()
    expect(second.locator(".words")).to_have_text("Shy, but able!")
    note(second).fill("Shy, but able! Bold")
    second.get_by_role("button", name="Save the notes").click()
    expect(second.get_by_text("The notes are saved.").first).to_be_visible()
    assert find_draft() is None


def sign_out_while_at(open_as, path):
    """Return the page of who is signed out elsewhere and types on, and where that is told."""
    alice = open_as("alice", path, viewport=PHONE)
    leave(alice.context.new_page())
    type_on(alice, ", but")
    told = alice.locator("#alert")
    expect(told).to_contain_text("You are signed out")
    return alice, told


def test_who_is_signed_out_in_another_tab_goes_on_after_signing_in_there(path, find_draft, open_as):
    alice, told = sign_out_while_at(open_as, path)
    expect(note(alice)).to_be_focused()
    alice.get_by_role("button", name="Save the notes").click()
    assert find_draft() is None

    with alice.context.expect_page() as opened:
        told.get_by_role("link", name="Sign in").click()
    enter(opened.value, "alice")
    with alice.expect_response(lambda answer: answer.url.endswith("/draft") and answer.status == 200):
        alice.bring_to_front()
        alice.evaluate("dispatchEvent(new Event('focus'))")
    expect(told).to_be_empty()
    expect(alice.locator("#feedback-draft")).to_contain_text("not saved yet")
    expect(note(alice)).to_have_value("Shy, but")
    alice.get_by_role("button", name="Save the notes").click()
    expect(alice.locator(".log h2")).to_be_focused()
    alice.goto(path)
    expect(note(alice)).to_have_value("Shy, but")


def test_the_word_of_being_signed_out_stays_until_it_is_true_no_more(path, open_as):
    alice, told = sign_out_while_at(open_as, path)
    # A page that anybody may read is put in.
    alice.evaluate("htmx.ajax('GET', '/privacy', { target: '#live', select: 'h1' })")
    expect(alice.locator("#live h1")).to_be_visible()
    expect(told).to_contain_text("You are signed out")
    # What takes its place is no longer than the next try.
    told.evaluate("alert => alert.replaceChildren()")
    type_on(alice, " able")
    expect(told).to_contain_text("You are signed out")
    enter(alice.context.new_page(), "alice")
    alice.evaluate("dispatchEvent(new Event('focus'))")
    expect(told).to_be_empty()


def test_who_is_signed_out_in_another_tab_is_not_led_away_by_the_link_to_the_score(path, find_draft, open_as):
    alice = open_as("alice", path, viewport=PHONE)
    other = alice.context.new_page()
    leave(other)
    note(alice).fill("Shy, but able")
    with alice.expect_response("**/feedback?edit=1*") as refused:
        alice.get_by_role("link", name="Change the score").click()
    assert refused.value.status == 401
    expect(alice.locator("#alert")).to_contain_text("You are signed out")
    expect(note(alice)).to_have_value("Shy, but able")
    with alice.expect_response("**/feedback"):
        alice.evaluate("refresh('#menu')")
    expect(note(alice)).to_have_value("Shy, but able")

    enter(other, "alice")
    with alice.expect_response(lambda answer: answer.url.endswith("/draft") and answer.status == 200):
        alice.bring_to_front()
        alice.evaluate("dispatchEvent(new Event('focus'))")
    assert find_draft().notes.private_note == "Shy, but able"
    alice.get_by_role("link", name="Change the score").click()
    alice.get_by_role("button", name="5 Great").click()
    expect(note(alice)).to_have_value("Shy, but able")


def test_who_has_signed_in_again_in_another_tab_notices_nothing(path, open_as):
    alice = open_as("alice", path)
    other = alice.context.new_page()
    leave(other)
    enter(other, "alice")
    note(alice).fill("Shy, but able")
    alice.get_by_role("button", name="Save the notes").click()
    expect(alice.locator(".log h2")).to_be_focused()
    expect(alice.locator("#live")).to_contain_text("The notes are saved.")


def test_who_has_signed_in_again_saves_while_a_draft_is_on_its_way(path, open_as):
    alice = open_as("alice", path)
    other = alice.context.new_page()
    leave(other)
    enter(other, "alice")
    note(alice).fill("Shy, but able")
    alice.evaluate(BOTH)
    expect(alice.locator(".log h2")).to_be_focused()
    expect(alice.locator("#live")).to_contain_text("The notes are saved.")


def test_the_notes_are_not_left_to_who_signs_in_next(site, path, find_draft, open_as):
    site.do(lambda: factories.coach("dora"))
    alice = open_as("alice", path)
    other = alice.context.new_page()
    leave(other)
    type_on(alice, ", but")
    enter(other, "dora")
    alice.evaluate("dispatchEvent(new Event('focus'))")
    expect(alice.locator("h1")).to_have_text("Page not found")
    assert "Shy" not in alice.content()
    assert alice.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])") == "[{},{}]"
    assert find_draft() is None
