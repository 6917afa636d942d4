"""What the button Back shows is true, whether the browser kept the page as it was or asks for it again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import NOW, launch

DATABASES = ("sqlite",)

# Whether pages that one came back to had been kept; a page that is loaded anew after that forgets it.
COUNT = """addEventListener("pageshow", ({ persisted }) => {
    if (persisted) sessionStorage.setItem("kept", 1 + Number(sessionStorage.getItem("kept"))); })"""


@pytest.fixture(params=[True, False], ids=["kept", "asked"])
def is_kept(request: pytest.FixtureRequest) -> bool:
    """Return whether the browser keeps the pages that one leaves, as people's own do; Playwright's does not."""
    return bool(request.param)


@pytest.fixture
def chromium(chromium: Browser, is_kept: bool) -> Iterator[Browser]:
    """Return a browser that keeps pages, or one that does not."""
    if not is_kept:
        yield chromium
        return
    with launch(chromium.browser_type, ignore_default_args=["--disable-back-forward-cache"]) as browser:
        yield browser


def go_back(page: Page) -> None:
    # Playwright waits for a page to load; one that was kept does not.
    page.evaluate("setTimeout(() => history.back())")


def kept(page: Page) -> int:
    return int(page.evaluate("Number(sessionStorage.getItem('kept'))"))


def open_counted(open_as, who: str, path: str) -> Page:
    page = open_as(who, "/help")
    # Answers go by cookies: of one that was asked for before this, the browser asks again.
    page.wait_for_function("() => document.cookie.includes('tz=')")
    page.add_init_script(COUNT)
    page.goto(path)
    return page


def test_a_time_that_one_has_booked_is_not_offered_again(world, open_as, is_kept):
    charlie = open_counted(open_as, "charlie", f"/coaches/{world.alice}")
    charlie.locator("#open-slots a.chip").first.click()
    charlie.get_by_role("button", name="Book this call").wait_for()
    charlie.wait_for_load_state()  # one that is left before is not kept
    charlie.get_by_role("button", name="Book this call").click()
    charlie.get_by_role("heading", name="You are booked").wait_for()

    go_back(charlie)
    expect(charlie.get_by_text("Starts in 3 days.")).to_be_visible()
    expect(charlie.get_by_role("button", name="Book this call")).to_have_count(0)

    go_back(charlie)
    charlie.wait_for_url(f"**/coaches/{world.alice}")
    expect(charlie.locator("#open-slots a.chip")).to_have_count(0)
    assert kept(charlie) == (2 if is_kept else 0)


def test_a_call_that_one_has_cancelled_is_shown_as_cancelled(world, open_as, is_kept):
    bob = open_counted(open_as, "bob", "/")
    bob.get_by_role("link", name="Open the call").click()
    for step in (bob.get_by_role("link", name="Cancel the call"), bob.get_by_role("button", name="Cancel the call")):
        step.wait_for()
        bob.wait_for_load_state()  # one that is left before is not kept
        step.click()
    bob.get_by_role("button", name="Undo").wait_for()

    go_back(bob)
    expect(bob.get_by_role("heading", name="This call is already cancelled")).to_be_visible()
    go_back(bob)
    expect(bob.get_by_role("button", name="Undo")).to_be_visible()
    expect(bob.get_by_role("link", name="Cancel the call")).to_have_count(0)
    go_back(bob)
    expect(bob.get_by_text("You have no calls ahead.")).to_be_visible()
    assert kept(bob) == (3 if is_kept else 0)


def test_a_call_that_has_its_score_no_longer_waits_for_one(world, open_as, at_now, site, is_kept):
    site.leap(at_now, NOW + timedelta(days=3))
    alice = open_counted(open_as, "alice", "/")
    expect(alice.get_by_role("heading", name="How did it go?")).to_be_visible()
    alice.goto("/feedback")
    alice.get_by_role("button", name="4 Good").click()
    alice.get_by_label("Notes, only you see them").wait_for()

    go_back(alice)
    expect(alice.get_by_role("heading", name="What is next")).to_be_visible()
    expect(alice.get_by_role("heading", name="How did it go?")).to_have_count(0)
    assert kept(alice) == (1 if is_kept else 0)


def test_what_others_changed_meanwhile_is_asked_for_again(world, open_as, site, is_kept):
    bob = open_counted(open_as, "bob", "/calls")
    bob.get_by_role("link", name="Help").click()
    bob.get_by_role("heading", name="Help", level=1).wait_for()
    answer = site.as_("alice").get(f"/calls/{world.call}/cancel").submit(f"/calls/{world.call}/cancel", reason="ill")
    assert answer.status == 303

    go_back(bob)
    expect(bob.get_by_text("You have no calls ahead.")).to_be_visible()
    assert kept(bob) == (1 if is_kept else 0)


def test_what_was_typed_is_there_again_after_a_refusal(world, open_as, site, is_kept):
    bob = open_counted(open_as, "bob", f"/slots/{world.open_slot}")
    bob.get_by_role("textbox").fill("Chapter four")
    book(site, world)
    bob.get_by_role("button", name="Book this call").click()
    bob.get_by_role("heading", name="a moment ago").wait_for()

    go_back(bob)
    expect(bob.get_by_role("textbox")).to_have_value("Chapter four")
    assert kept(bob) == (1 if is_kept else 0)


def test_what_was_typed_is_there_again_after_no_answer(world, open_as, is_kept):
    bob = open_counted(open_as, "bob", f"/slots/{world.open_slot}")
    bob.get_by_role("textbox").fill("Chapter four")
    bob.context.set_offline(True)
    bob.get_by_role("button", name="Book this call").click()
    bob.wait_for_url("chrome-error://**")
    bob.context.set_offline(False)

    go_back(bob)
    expect(bob.get_by_role("textbox")).to_have_value("Chapter four")


def book(site, world) -> None:
    answer = site.as_("charlie").get(f"/slots/{world.open_slot}").submit(f"/slots/{world.open_slot}/book")
    assert answer.status == 303
