"""How many slots a coach's days have, open and booked."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.db import transact
from app.services import slots
from app.services.week_counts import count_days, has_ever_offered
from tests import factories
from tests.conftest import NOW
from tests.factories import acting

pytestmark = pytest.mark.usefixtures("app")
MONDAY = date(2027, 3, 1)


def at(day, hour, minute=0):
    return datetime(2027, 3, day, hour, minute, tzinfo=UTC)


def counts(coach, first_day=MONDAY, timezone="Europe/London", now=NOW):
    """Return the days that have any slot, each with how many are open and booked."""
    days = count_days(coach, first_day, timezone=timezone, now=now)
    assert [one.day for one in days] == [first_day + timedelta(days=number) for number in range(7)]
    return {one.day.day: (one.open, one.booked) for one in days if one.open or one.booked}


def test_each_day_has_what_is_open_and_what_is_booked():
    alice, bob = factories.coach("alice"), factories.person("bob")
    factories.slot(alice, at(3, 8))
    factories.slot(alice, at(3, 10))
    factories.call(factories.slot(alice, at(3, 14)), bob)
    factories.slot(factories.coach("dora"), at(4, 8))
    assert counts(alice) == {3: (2, 1)}


def test_what_nobody_can_book_any_more_is_not_open():
    alice, bob = factories.coach("alice"), factories.person("bob")
    factories.slot(alice, at(1, 12))
    factories.call(factories.slot(alice, at(1, 15)), bob)
    withdrawn = factories.slot(alice, at(3, 8))
    transact(lambda: slots.withdraw(actor=acting(alice), slot_id=withdrawn, now=NOW))
    factories.slot(alice, at(4, 8))
    factories.time_off(alice, date(2027, 3, 4))
    assert counts(alice) == {1: (1, 1)}
    assert counts(alice, now=at(1, 12)) == {1: (0, 1)}
    assert counts(alice, now=at(5, 12)) == {1: (0, 1)}


@pytest.mark.parametrize(
    ("timezone", "found"),
    [
        ("Europe/London", {1: (1, 0), 7: (1, 0)}),
        ("Asia/Tokyo", {2: (1, 0)}),
        ("America/New_York", {1: (1, 0), 7: (1, 0)}),
    ],
)
def test_a_week_begins_and_ends_on_the_clock_of_its_zone(timezone, found):
    alice = factories.coach("alice")
    factories.slot(alice, at(1, 20))
    factories.slot(alice, at(7, 23))
    assert counts(alice, timezone=timezone) == found


def test_the_last_day_ends_at_midnight_also_where_the_clocks_went_forward_in_it():
    alice = factories.coach("alice")
    factories.slot(alice, at(28, 20, 30))
    factories.slot(alice, at(28, 23))  # midnight in London, where it is summer by then
    assert counts(alice, date(2027, 3, 22)) == {28: (1, 0)}
    assert counts(alice, date(2027, 3, 29)) == {29: (1, 0)}


def test_a_week_whose_first_midnight_the_clocks_leap_over_begins_when_they_have():
    alice = factories.coach("alice")
    factories.slot(alice, at(27, 19, 59))
    factories.slot(alice, at(27, 22))  # one o'clock in Beirut, an instant after midnight
    assert counts(alice, date(2027, 3, 28), "Asia/Beirut") == {28: (1, 0)}
    assert counts(alice, date(2027, 3, 21), "Asia/Beirut") == {27: (1, 0)}


def test_what_was_withdrawn_was_offered_once():
    alice = factories.coach("alice")
    assert not has_ever_offered(alice)
    factories.slot(factories.coach("dora"))
    assert not has_ever_offered(alice)
    slot = factories.slot(alice)
    transact(lambda: slots.withdraw(actor=acting(alice), slot_id=slot, now=NOW))
    assert has_ever_offered(alice)
