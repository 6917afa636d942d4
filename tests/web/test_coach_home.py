"""The first page of a coach: the running week, and what students have written."""

from datetime import timedelta

import pytest

from app.db import db, transact
from app.models import User
from app.services import conversations, feedback, reviews, slots
from tests import factories
from tests.conftest import NOW
from tests.factories import acting
from tests.past import booked
from tests.web.test_reads import Statements

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def days_of(page):
    return [day.get_text(" ", strip=True).replace(" , ", ", ") for day in page.all(".days a")]


def change(site, user_id, **fields):
    def make():
        for name, value in fields.items():
            setattr(db.session.get_one(User, user_id), name, value)

    site.do(lambda: transact(make))


def test_the_week_says_of_each_day_what_is_open_and_booked(site, world, at_now):
    at_now.move_to(NOW + DAY)
    page = site.as_("alice").get("/")
    assert page.one("#week-title").get_text() == "This week: 1 open, 1 booked"
    assert days_of(page) == [
        "Mon 1, 0 booked", "Tue 2, 0 open, 0 booked", "Wed 3, 0 open, 1 booked", "Thu 4, 1 open, 0 booked",
        "Fri 5, 0 open, 0 booked", "Sat 6, 0 open, 0 booked", "Sun 7, 0 open, 0 booked",
    ]  # fmt: skip
    assert page.one(".days [aria-current=date] strong").get_text() == "Tue 2, "
    assert [day["class"] for day in page.all(".days a[class]")] == [["past"]]


def test_each_day_leads_to_its_column_of_the_week(site, world):
    alice = site.as_("alice")
    for link in alice.get("/").all(".days a"):
        address, _, column = link["href"].partition("#")
        assert alice.get(address).one(f"#{column}").get_text(" ", strip=True) == link.strong.get_text().strip(" ,")


@pytest.mark.parametrize(
    ("zone", "week_start", "first"),
    [
        ("Europe/London", "monday", "Mon 1"),
        ("Europe/London", "sunday", "Sun 7"),
        ("Pacific/Auckland", "monday", "Mon 8"),
    ],
)
def test_the_week_is_the_one_that_runs_on_the_coachs_clock(site, world, at_now, zone, week_start, first):
    change(site, world.alice, timezone=zone, week_start=week_start)
    at_now.move_to(NOW + 6 * DAY + 3 * HOUR)  # Sunday noon in London
    page = site.as_("alice").get("/")
    assert days_of(page)[0].startswith(first)
    assert len(page.all(".days [aria-current]")) == 1
    assert len(page.all(".days .past")) == (6 if first == "Mon 1" else 0)


def test_a_week_in_which_the_clocks_change_has_seven_days(site, world, at_now):
    site.do(lambda: factories.slot(world.alice, NOW + 27 * DAY + 11 * HOUR))  # Sunday the 28th, in the summer
    at_now.move_to(NOW + 27 * DAY)
    page = site.as_("alice").get("/")
    assert days_of(page)[-1] == "Sun 28, 1 open, 0 booked"
    assert len(days_of(page)) == 7


def ways_to_open(page):
    return [link.get_text() for link in page.all("main a.button[href='/schedule']")]


def test_there_is_one_button_to_open_slots_whatever_there_is(site, at_now):
    """Case I1."""
    alice = site.do(factories.coach)
    page = site.as_("alice").get("/")
    assert ways_to_open(page) == ["Open your first slots"]
    assert not page.all(".days")
    slot = site.do(lambda: factories.slot(alice))
    assert ways_to_open(page.visitor.get("/")) == ["Open more slots"]
    site.do(lambda: transact(lambda: slots.withdraw(actor=acting(alice), slot_id=slot, now=NOW)))
    page = page.visitor.get("/")
    assert ways_to_open(page) == ["Open more slots"]
    assert page.one("#week-title").get_text() == "This week: 0 open, 0 booked"


def test_new_messages_are_told_of_until_they_are_read(site, world, at_now):
    def write():
        people = [world.bob, world.charlie, factories.person("dora"), factories.person("eve")]
        return [factories.message(world.alice, one, one, now=NOW + n * HOUR) for n, one in enumerate(people)]

    threads = site.do(write)
    at_now.move_to(NOW + 5 * HOUR)
    page = site.as_("alice").get("/")
    assert [link["href"] for link in page.all(".threads a")] == [
        f"/messages/{number}#last" for number in threads[:0:-1]
    ]
    assert page.one("#news-title").get_text() == "New messages"
    assert "1 more conversation" in page.text

    def read():
        reader = acting(world.alice)
        for number in threads:
            transact(lambda n=number: conversations.mark_read(actor=reader, conversation_id=n, number=1, now=NOW))

    site.do(read)
    assert not page.visitor.get("/").all("#news-title, .threads")


def reviewed(world, starts_at):
    """Let Bob review a call that Alice has logged; return when it shows."""
    call, at = booked(world.alice, world.bob, starts_at), starts_at + 3 * HOUR
    transact(lambda: reviews.record(actor=acting(world.bob), call_id=call, rating=5, comment="", now=at))
    transact(lambda: feedback.record(actor=acting(world.alice), call_id=call, satisfaction=4, now=at))
    return call


def test_reviews_of_the_last_days_wait_until_they_are_answered(site, world, at_now):
    at_now.move_to(NOW + 7 * DAY)
    call, _ = site.do(lambda: [reviewed(world, NOW + days * DAY + 4 * HOUR) for days in (3, -2)])
    page = site.as_("alice").get("/")
    assert page.one("#news-title").get_text() == "New reviews"
    assert page.one("main a[href='/reviews']").get_text() == "1 review waits for your answer"
    reply = {"actor": acting(world.alice), "call_id": call, "reply": "Thank you.", "now": NOW + 7 * DAY}
    site.do(lambda: transact(lambda: reviews.answer(**reply)))
    assert not page.visitor.get("/").all("main a[href='/reviews']")


def test_a_review_that_was_kept_back_is_new_when_it_shows(site, world, at_now):
    def review():
        call = booked(world.alice, world.bob, NOW - 2 * DAY)
        said = {"call_id": call, "rating": 5, "comment": "", "now": NOW - 2 * DAY + 3 * HOUR}
        transact(lambda: reviews.record(actor=acting(world.bob), **said))

    site.do(review)
    alice = site.as_("alice")
    assert not alice.get("/").all("main a[href='/reviews']")
    for days, is_told in ((6, True), (11, True), (13, False)):
        site.leap(at_now, NOW + days * DAY)
        assert bool(alice.get("/").all("main a[href='/reviews']")) == is_told


def test_messages_and_a_full_week_cost_one_question_more(site, world):
    def fill():
        factories.message(world.alice, world.bob, world.bob)
        for hours in range(40, 150, 2):
            if hours not in (48, 72):
                factories.slot(world.alice, NOW + hours * HOUR)

    site.do(fill)
    alice = site.as_("alice")
    with Statements() as said:
        assert "Bob Baker" in alice.get("/").one(".threads").get_text()
    assert len(said) == 9, said
