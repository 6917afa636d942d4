"""Choices of a week that were not published: kept, offered again, and never lost by looking at other hours."""

from playwright.sync_api import expect

from tests.browser.test_week import EMPTY_WEEK, PHONE, WATCH, drag, is_open  # noqa: F401  # found by its name

DATABASES = ("sqlite",)

EIGHT, TEN_AT_NIGHT = "Mon, Mar 8, 8:00–10:00 AM", "Mon, Mar 8, 10:00 PM–12:00 AM"


def test_a_draft_that_was_left_is_offered_again(world, is_open, open_as):  # noqa: F811  # a fixture
    alice = open_as("alice", EMPTY_WEEK, viewport=PHONE)
    alice.evaluate(WATCH)
    drag(alice, 0, 0, 2)
    alice.goto("/calls")
    alice.goto(EMPTY_WEEK)
    expect(alice.locator("#week-draft")).to_contain_text("3 to add, 0 to remove")
    alice.get_by_role("button", name="Bring them back").click()
    expect(alice.locator("#week-count")).to_have_text("3 to add, 0 to remove")
    expect(alice.locator("#week-draft")).to_be_hidden()
    alice.reload()
    alice.get_by_role("button", name="Discard").click()
    alice.reload()
    expect(alice.locator("#week-draft")).to_be_hidden()
    alice.goto("/schedule?week=2027-W11")
    expect(alice.locator("#week-draft")).to_be_hidden()
    assert is_open() == 0


def test_choices_go_along_to_other_hours_of_the_week(world, is_open, open_as):  # noqa: F811  # a fixture
    alice = open_as("alice", EMPTY_WEEK, viewport=PHONE)
    count, draft = alice.locator("#week-count"), alice.locator("#week-draft")
    alice.get_by_label(EIGHT).check()
    alice.get_by_role("link", name="Later hours").click()
    expect(alice.get_by_label(EIGHT)).to_be_checked()
    expect(draft).to_be_hidden()
    alice.get_by_label(TEN_AT_NIGHT).check()
    expect(count).to_have_text("2 to add, 0 to remove")

    alice.get_by_role("link", name="Only the usual hours").click()
    expect(count).to_have_text("1 to add, 0 to remove")
    expect(draft).to_contain_text("not published: 1 to add, 0 to remove")
    alice.get_by_label("Tue, Mar 9, 8:00–10:00 AM").check()
    alice.get_by_role("button", name="Bring them back").click()
    expect(count).to_have_text("3 to add, 0 to remove")
    expect(alice.get_by_label(TEN_AT_NIGHT)).to_be_checked()
    expect(draft).to_be_hidden()
    alice.get_by_role("button", name="Publish week").click()
    expect(alice.locator("#week-note")).to_have_text("Saved: 3 added, 0 removed.")
    assert is_open() == 3


def test_choices_in_hours_that_are_not_shown_can_be_dropped(world, open_as):
    alice = open_as("alice", f"{EMPTY_WEEK}&hours=later", viewport=PHONE)
    alice.get_by_label(TEN_AT_NIGHT).check()
    alice.goto(EMPTY_WEEK)
    alice.get_by_label(EIGHT).check()
    alice.get_by_role("button", name="Discard").click()
    alice.goto(f"{EMPTY_WEEK}&hours=later")
    alice.get_by_role("button", name="Bring them back").click()
    expect(alice.get_by_label(EIGHT)).to_be_checked()
    expect(alice.get_by_label(TEN_AT_NIGHT)).not_to_be_checked()
