"""Two people chat in two browsers."""

import pytest
from playwright.sync_api import expect

from app.db import db, transact
from app.models import User
from tests import factories
from tests.browser.hands import DESK, PHONE, Hands, Way
from tests.factories import PASSWORD

UNSURE = "Perhaps not sent. Trying again sends it only once."
# A message reaches the server, and its answer nobody.
LOSE_ANSWERS = """() => {
    const real = fetch;
    window.fetch = async (...asked) => {
        const answer = await real(...asked);
        if (asked[1]?.body?.has("body")) throw new TypeError("lost");
        return answer;
    };
}"""


def leave(page):
    page.goto("/")
    page.locator("form[action='/logout'] button").first.evaluate("button => button.form.requestSubmit()")
    expect(page.get_by_text("You are signed out.").first).to_be_visible()


def enter(page, who):
    page.goto("/login")
    page.get_by_label("E-mail address").fill(f"{who}@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="What is next")).to_be_visible()


def write_while_signed_out(page, words):
    """Write to Alice after signing out in another tab; return that tab and the button to try again."""
    elsewhere = page.context.new_page()
    leave(elsewhere)
    page.get_by_label("Message to Alice Archer").fill(words)
    page.keyboard.press("Enter")
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    return elsewhere, again


def test_a_message_is_seen_at_once_by_the_other_and_stays_after_the_page_is_opened_again(open_as, site, world):
    """Row 25."""
    thread = site.do(lambda: factories.message(world.alice, world.bob, world.bob, "Hello Alice"))
    alice, bob = open_as("alice", f"/messages/{thread}"), open_as("bob", f"/messages/{thread}", **PHONE)
    alice.get_by_label("Message to Bob Baker").fill("Hello Bob")
    alice.keyboard.press("Enter")
    expect(alice.locator(".bubble.own .words")).to_have_text("Hello Bob")
    expect(alice.locator(".sending")).to_have_count(0)
    expect(alice.get_by_label("Message to Bob Baker")).to_be_focused()
    bob.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(bob.locator(".bubble:not(.own) .words")).to_have_text("Hello Bob")
    bob.get_by_label("Message to Alice Archer").fill("One\nTwo")
    bob.get_by_role("button", name="Send").click()
    expect(bob.locator(".bubble.own .words").last).to_have_text("OneTwo")
    expect(bob.locator(".sending")).to_have_count(0)
    alice.reload()
    assert [one.inner_text() for one in alice.locator(".bubble .words").all()] == [
        "Hello Alice",
        "Hello Bob",
        "One\nTwo",
    ]


def test_the_button_stays_on_the_screen_of_who_writes_one_message_after_the_other(open_as, site, world):
    thread = site.do(lambda: factories.message(world.alice, world.bob, world.bob, "Hello Alice"))
    bob = open_as("bob", f"/messages/{thread}#last", **PHONE)
    for number in range(1, 8):
        bob.get_by_label("Message to Alice Archer").fill(f"Line\n{number}")
        bob.get_by_role("button", name="Send").dispatch_event("click")
        expect(bob.locator(".bubble.own:not(.sending)")).to_have_count(1 + number)
    assert bob.evaluate("document.documentElement.scrollHeight > 1.3 * innerHeight")
    expect(bob.locator(".bubble.own").last).to_be_in_viewport(ratio=1)
    expect(bob.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)


def test_what_could_not_be_sent_is_kept_and_sent_again_once(open_as, site, world, complaints):
    """Case A4."""
    thread = site.do(lambda: factories.message(world.alice, world.bob, world.bob, "Hello Alice"))
    bob = open_as("bob", f"/messages/{thread}")
    bob.route(f"**/messages/{thread}", lambda route: route.abort())
    bob.get_by_label("Message to Alice Archer").fill("Lost?")
    bob.get_by_role("button", name="Send").click()
    expect(bob.get_by_text(UNSURE)).to_be_visible()
    bob.unroute(f"**/messages/{thread}")
    again = bob.get_by_role("button", name="Try again")
    expect(again).to_be_focused()
    again.click()
    expect(bob.locator(".sending")).to_have_count(0)
    assert bob.locator(".bubble.own .words").all_inner_texts() == ["Hello Alice", "Lost?"]
    complaints.clear()


def test_who_is_signed_out_in_another_tab_sends_after_signing_in_there(open_as, site, world):
    thread = site.do(lambda: factories.message(world.alice, world.bob, world.bob, "Hello Alice"))
    bob = open_as("bob", f"/messages/{thread}")
    elsewhere, again = write_while_signed_out(bob, "Lost?")
    told = "Not sent. You are signed out. Sign in in another tab, then try again."
    expect(bob.locator(".sending [role=status]")).to_have_text(told)
    again.click()
    expect(again).to_be_focused()
    enter(elsewhere, "bob")
    again.click()
    expect(bob.locator(".sending")).to_have_count(0)
    assert bob.locator(".bubble.own .words").all_inner_texts() == ["Hello Alice", "Lost?"]


@pytest.mark.parametrize("name", ["Bob Baker", "Alice Archer"])
def test_nothing_is_sent_in_the_name_of_who_signs_in_next_even_of_a_namesake(open_as, site, world, name):
    site.do(lambda: transact(lambda: setattr(db.session.get(User, world.bob), "name", name)))
    thread = site.do(lambda: factories.message(world.alice, world.bob, world.bob, "Hello Alice"))
    bob = open_as("bob", f"/messages/{thread}")
    elsewhere, again = write_while_signed_out(bob, "For Alice")
    enter(elsewhere, "alice")
    again.click()
    told = "Not sent. Somebody else is signed in in this browser. Sign in again as yourself in another tab"
    expect(bob.locator(".sending [role=status]")).to_contain_text(told)
    bob.get_by_label("Message to Alice Archer").fill("For her")
    bob.keyboard.press("Enter")
    expect(bob.locator(".sending [role=status]").last).to_contain_text(told)
    assert "For " not in site.as_("alice").get(f"/messages/{thread}").one("#log").get_text()
    leave(elsewhere)
    enter(elsewhere, "bob")
    again.first.click()
    expect(bob.locator(".sending")).to_have_count(1)
    expect(bob.locator(".bubble.own:not(.sending) .words").last).to_have_text("For Alice")


def test_what_is_typed_or_unsent_is_there_when_the_page_is_opened_again(open_as, site, world, complaints):
    thread = site.do(lambda: factories.message(world.alice, world.bob, world.bob, "Hello Alice"))
    bob = open_as("bob", f"/messages/{thread}")
    bob.route(f"**/messages/{thread}", lambda route: route.abort())
    field = bob.get_by_label("Message to Alice Archer")
    field.fill("Lost?")
    bob.keyboard.press("Enter")
    expect(bob.get_by_text(UNSURE)).to_be_visible()
    field.fill("Half a thought")
    bob.unroute(f"**/messages/{thread}")
    bob.goto("/messages")
    bob.goto(f"/messages/{thread}")
    expect(field).to_have_value("Half a thought")
    bob.get_by_role("button", name="Try again").click()
    expect(bob.locator(".bubble.own:not(.sending) .words")).to_have_text(["Hello Alice", "Lost?"])
    expect(bob.locator(".sending")).to_have_count(0)
    bob.keyboard.press("Enter")
    expect(bob.locator(".bubble.own:not(.sending)")).to_have_count(3)
    bob.reload()
    expect(field).to_have_value("")
    expect(bob.locator(".bubble.own .words")).to_have_text(["Hello Alice", "Lost?", "Half a thought"])
    complaints.clear()


def test_what_was_sent_though_its_answer_was_lost_counts_once(open_as, site, world):
    """Case A4."""
    thread = site.do(lambda: factories.message(world.alice, world.bob, world.bob, "Hello Alice"))
    bob = open_as("bob", f"/messages/{thread}")
    bob.evaluate(LOSE_ANSWERS)
    bob.get_by_label("Message to Alice Archer").fill("Once")
    bob.keyboard.press("Enter")
    expect(bob.get_by_text(UNSURE)).to_be_visible()
    bob.reload()
    bob.get_by_role("button", name="Try again").click()
    expect(bob.locator(".sending")).to_have_count(0)
    expect(bob.locator(".bubble.own .words")).to_have_text(["Hello Alice", "Once"])


def test_what_could_not_be_sent_is_thrown_away_by_who_wants_that(open_as, site, world, complaints):
    thread = site.do(lambda: factories.message(world.alice, world.bob, world.bob, "Hello Alice"))
    bob = open_as("bob", f"/messages/{thread}")
    bob.route(f"**/messages/{thread}", lambda route: route.abort())
    field = bob.get_by_label("Message to Alice Archer")
    for text in ("Rude", "Kind"):
        field.fill(text)
        bob.keyboard.press("Enter")
    expect(bob.get_by_role("button", name="Try again")).to_have_count(2)
    bob.unroute(f"**/messages/{thread}")
    bob.get_by_role("button", name="Discard").first.click()
    expect(field).to_be_focused()
    bob.reload()
    expect(bob.locator(".sending .words")).to_have_text(["Kind"])
    complaints.clear()


def test_who_types_the_next_one_goes_on_typing_when_one_could_not_be_sent(open_as, site, world, complaints):
    thread = site.do(lambda: factories.message(world.alice, world.bob, world.bob, "Hello Alice"))
    bob, held = open_as("bob", f"/messages/{thread}"), []
    bob.route(f"**/messages/{thread}", lambda route: held.append(route))
    field = bob.get_by_label("Message to Alice Archer")
    field.fill("Lost?")
    with bob.expect_request(f"**/messages/{thread}"):
        bob.keyboard.press("Enter")
    bob.keyboard.type("And the next")
    held[0].abort()
    expect(bob.get_by_role("button", name="Try again")).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_value("And the next")
    complaints.clear()


def test_what_is_typed_is_not_shown_to_who_signs_in_next(open_as, site, world):
    thread = site.do(lambda: factories.message(world.alice, world.bob, world.bob, "Hello Alice"))
    bob = open_as("bob", f"/messages/{thread}")
    bob.get_by_label("Message to Alice Archer").fill("About Alice")
    leave(bob)
    assert bob.evaluate("JSON.stringify({ ...sessionStorage })") == "{}"
    enter(bob, "alice")
    bob.goto(f"/messages/{thread}")
    expect(bob.get_by_label("Message to Bob Baker")).to_have_value("")


def test_a_message_that_is_too_long_is_back_in_the_field_to_be_shortened(open_as, site, world, complaints):
    thread = site.do(lambda: factories.message(world.alice, world.bob, world.bob, "Hello Alice"))
    bob = open_as("bob", f"/messages/{thread}", **PHONE)
    field = bob.get_by_label("Message to Alice Archer")
    field.click()
    bob.keyboard.insert_text("x" * 4500)
    bob.get_by_role("button", name="Send").click()
    expect(bob.locator(".field .error")).to_have_text("Use at most 4000 characters.")
    expect(bob.locator(".sending")).to_have_count(0)
    expect(field).to_have_value("x" * 4500)
    expect(field).to_be_focused()
    field.fill("Short")
    bob.get_by_role("button", name="Send").click()
    expect(bob.locator(".bubble.own .words").last).to_have_text("Short")
    expect(bob.locator(".error")).to_have_count(0)
    complaints.clear()


def test_who_writes_where_the_other_has_ended_it_is_told_what_has_ended(open_as, site, world):
    thread = site.do(lambda: factories.message(world.alice, world.bob, world.bob, "Hello Alice"))
    bob = open_as("bob", f"/messages/{thread}")
    site.as_("alice").get(f"/messages/{thread}").submit(f"/messages/{thread}/block")
    bob.get_by_label("Message to Alice Archer").fill("Still there?")
    bob.keyboard.press("Enter")
    expect(bob.locator(".sending [role=status]")).to_contain_text("Not sent. Nobody can write here any more.")
    expect(bob.get_by_role("button", name="Try again")).to_have_count(0)
    expect(bob.locator(".sending .words")).to_have_text("Still there?")
    bob.get_by_role("button", name="Discard").click()
    expect(bob.locator(".sending")).to_have_count(0)


def test_without_a_script_people_write_and_look_for_news(open_as, site, world):
    thread = site.do(lambda: factories.message(world.alice, world.bob, world.bob, "Hello Alice"))
    alice = open_as("alice", f"/messages/{thread}", java_script_enabled=False)
    alice.get_by_role("button", name="Mark as read").click()
    expect(alice.get_by_role("button", name="Mark as read")).to_have_count(0)
    alice.get_by_label("Message to Bob Baker").fill("Hello Bob")
    alice.get_by_role("button", name="Send").click()
    expect(alice.get_by_text("Hello Bob")).to_be_visible()
    site.do(lambda: factories.message(world.alice, world.bob, world.bob, "Are you there?"))
    alice.get_by_role("button", name="Check for new messages").click()
    expect(alice.get_by_text("Are you there?")).to_be_visible()


def test_who_turned_enter_off_writes_lines_and_sends_them_by_keyboard_alone(open_as, site, world):
    thread = site.do(lambda: factories.message(world.alice, world.bob, world.bob, "Hello Alice"))
    bob = open_as("bob", "/settings")
    hands = Hands(bob, Way(DESK, by_keyboard=True))
    hands.press(bob.get_by_label("Enter sends a message"))
    hands.press(bob.get_by_role("button", name="Save the settings"))
    expect(bob.get_by_text("Your settings are saved.")).to_be_visible()
    bob.goto("/messages")
    hands.press(bob.get_by_role("main").get_by_role("link", name="Alice Archer"))
    bob.wait_for_url(f"**/messages/{thread}**")
    hands.write(bob.get_by_label("Message to Alice Archer"), "One\nTwo")
    assert bob.locator(".bubble.own").count() == 1
    bob.keyboard.press("Control+Enter")
    expect(bob.locator(".bubble.own .words").last).to_have_text("OneTwo")
    expect(bob.locator(".sending")).to_have_count(0)
    expect(bob.get_by_label("Message to Alice Archer")).to_be_focused()
