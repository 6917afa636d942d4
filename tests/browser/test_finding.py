"""Finding a coach and a time in a real browser: with JavaScript, without, and by keyboard."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app.db import transact
from app.services import coaches
from tests import factories
from tests.browser.hands import DESK, PHONE, press_to
from tests.conftest import NOW
from tests.factories import ADMIN

DATABASES = ("sqlite",)

WAYS = [
    pytest.param(DESK, id="desk"),
    pytest.param({**PHONE, "java_script_enabled": False}, id="phone-without-script"),
]


@pytest.fixture
def dora(site, world) -> int:
    """Make a coach of Spanish with a slot on a Friday evening, and one three weeks ahead."""

    def make() -> int:
        number = factories.coach("dora")
        for hours in (4 * 24 + 9, 21 * 24):
            factories.slot(number, NOW + timedelta(hours=hours))
        transact(lambda: coaches.edit(actor=ADMIN, email="dora@example.org", subject_names=["Spanish"], now=NOW))
        return number

    return int(site.do(make))


@pytest.mark.parametrize("way", WAYS)
def test_from_the_landing_page_to_a_booking_in_few_presses(world, dora, open_as, way):
    page = open_as(None, "/", **way)
    page.get_by_role("link", name="Spanish").click()
    expect(page.get_by_role("heading", name="1 coach, soonest first")).to_be_visible()
    page.get_by_role("link", name="Fri, Mar 5").click()
    page.get_by_role("link", name="Sign in to book").click()
    page.get_by_label("E-mail address").fill("charlie@example.org")
    page.get_by_label("Password").fill("correct horse battery")
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Book this call").click()
    expect(page.get_by_text("+34 910 00 01 04").first).to_be_visible()


def test_choosing_a_filter_swaps_the_list_and_the_address_and_keeps_the_focus(world, dora, open_as):
    page = open_as(None, "/coaches")
    page.evaluate("window.stays = true")
    page.get_by_text("More filters").click()
    page.get_by_label("Subject").focus()
    page.get_by_label("Subject").select_option("Spanish")
    expect(page.get_by_role("heading", name="1 coach, soonest first")).to_be_visible()
    assert page.url.endswith("/coaches?subject=Spanish")
    assert page.evaluate("document.activeElement.id") == "subject"
    expect(page.locator("#live")).to_have_text("1 coach")
    page.get_by_label("What do you want to work on?").fill("nob")
    expect(page.get_by_role("heading", name="No coach matches all of these")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.evaluate("window.stays")
    assert page.url.endswith("/coaches?q=nob&subject=Spanish")
    page.go_back()
    expect(page.get_by_role("heading", name="1 coach, soonest first")).to_be_visible()
    page.get_by_role("link", name="Remove the filter Spanish").click()
    expect(page.get_by_role("heading", name="2 coaches, soonest first")).to_be_visible()


def test_back_leads_from_a_search_whose_list_was_brought_up_to_date(site, world, dora, open_as):
    page = open_as("charlie", "/slots")
    page.get_by_label("What do you want to work on?").fill("alice")
    expect(page.locator("article.open")).to_have_count(1)
    page.wait_for_url("**/slots?q=alice")
    site.do(lambda: factories.call(world.open_slot, factories.person("erin")))
    with page.expect_response("**/slots?*"):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('slots-changed'))")
    expect(page.get_by_role("heading", name="No open time matches all of these")).to_be_visible()
    page.go_back()
    page.wait_for_url("**/slots")
    expect(page.locator("article.open")).to_have_count(2)


def test_without_script_the_button_searches(world, dora, open_as):
    page = open_as(None, "/slots", java_script_enabled=False)
    page.get_by_text("More filters").click()
    page.get_by_label("Friday").check()
    page.get_by_label("Time of day").select_option(label="Evening, 6:00\u202fPM–12:00\u202fAM")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("article.open")).to_have_count(1)
    expect(page.get_by_label("Friday")).to_be_checked()
    page.get_by_role("link", name="Remove the filter Fri").click()
    expect(page.get_by_label("Friday")).not_to_be_checked()


def test_by_keyboard_alone(world, dora, open_as):
    page = open_as(None, "/slots")
    press_to(page, "#q")
    page.keyboard.type("Span")
    expect(page.locator("article.open")).to_have_count(2)
    press_to(page, "form summary")
    page.keyboard.press("Enter")
    press_to(page, "#day-4")
    page.keyboard.press("Space")
    expect(page.locator("article.open")).to_have_count(1)
    assert page.evaluate("document.activeElement.id") == "day-4"


def test_later_dates_take_the_place_of_the_first_and_lead_the_focus(world, dora, open_as):
    page = open_as(None, f"/coaches/{dora}")
    page.get_by_role("link", name="Later times").click()
    expect(page.get_by_role("heading", name="Mon, Mar 22")).to_be_focused()
    assert page.url.endswith("?from=2027-03-22")
    page.go_back()
    expect(page.get_by_role("heading", name="Fri, Mar 5")).to_be_visible()


def test_more_times_are_appended_and_the_first_of_them_is_focused(site, world, open_as):
    for day in range(5, 30):
        site.do(lambda day=day: factories.slot(world.alice, NOW + timedelta(days=day)))
    page = open_as(None, "/slots")
    expect(page.locator("article.open")).to_have_count(20)
    page.get_by_role("link", name="Later times").click()
    expect(page.locator("article.open")).to_have_count(26)
    expect(page.get_by_role("heading", name="Thu, Mar 25")).to_be_focused()
    expect(page.get_by_role("link", name="Later times")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False])
def test_who_lost_the_race_keeps_the_note_and_books_another_time(site, world, open_as, script):
    """Case A7. Goal row 22."""
    later = site.do(lambda: factories.slot(world.alice, NOW + timedelta(days=3, hours=4)))
    page = open_as("charlie", f"/slots/{world.open_slot}", java_script_enabled=script)
    site.do(lambda: factories.call(world.open_slot, factories.person("dora")))
    page.get_by_label("What should your coach know?").fill("Fractions")
    page.get_by_role("button", name="Book this call").click()
    expect(page.get_by_role("heading", name="Someone booked that time a moment ago")).to_be_visible()
    page.locator(f"#instead-{later}").click()
    expect(page.get_by_label("What should your coach know?")).to_have_value("Fractions")
    page.get_by_role("button", name="Book this call").click()
    expect(page.get_by_text("+44 20 7946 0101").first).to_be_visible()
