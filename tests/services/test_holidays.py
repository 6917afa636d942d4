"""Weekly rules open nothing on the programme's holidays."""

from datetime import UTC, date, datetime, time

import pytest

from app.db import transact
from app.domain import errors
from app.domain.holidays import Holiday
from app.domain.policy import Policy
from app.domain.roll_over import Skip
from app.domain.weekly_rules import WeeklyRule
from app.jobs import upkeep
from app.services import holidays, rule_opening, weekly_rules
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")
# Tuesdays from the day after NOW on, four of them: March 2, 9, 16 and 23.
TUESDAYS = WeeklyRule(frozenset({2}), (time(18),), "UTC", date(2027, 3, 1))
NINTH = date(2027, 3, 9)


def add(name="Founders' day", first=NINTH, last=NINTH):
    return transact(lambda: holidays.add(actor=ADMIN, name=name, first_day=first, last_day=last, now=NOW))


def skipped(policy=USUAL, rule=TUESDAYS):
    dates = rule_opening.plan(factories.coach("dora"), rule, policy=policy, now=NOW)
    return [(one.date.wall_time.day, one.holiday) for one in dates if one.verdict is Skip.HOLIDAY]


def test_a_rule_opens_nothing_on_a_holiday_until_it_is_removed(at_now):
    holiday = add()
    alice = factories.coach("alice")
    wanted = {"actor": acting(alice), "coach_id": alice, "rule": TUESDAYS, "policy": USUAL, "now": NOW}
    assert transact(lambda: weekly_rules.add(**wanted)).opened == 3
    assert upkeep.open_rules() == 0
    transact(lambda: holidays.remove(actor=ADMIN, number=holiday.number, now=NOW))
    assert upkeep.open_rules() == 1
    with pytest.raises(errors.NotFound):
        transact(lambda: holidays.remove(actor=ADMIN, number=holiday.number, now=NOW))


def test_what_is_skipped_says_the_holiday_and_is_the_same_in_the_plan_and_on_the_page():
    add(last=date(2027, 3, 16))
    assert skipped() == [(9, "Founders' day"), (16, "Founders' day")]
    told = TUESDAYS.skipped(holidays.load(USUAL), length=USUAL.slot_length, now=NOW)
    assert [wall_time.day for wall_time, _ in told] == [9, 16]


@pytest.mark.parametrize(("zone", "days"), [("UTC", [9]), ("Pacific/Auckland", []), ("America/New_York", [9])])
def test_its_days_are_those_of_the_programmes_zone(zone, days):
    add()
    assert [day for day, _ in skipped(Policy(timezone=zone))] == days


def test_a_slot_that_reaches_into_a_holiday_is_left_out():
    add()
    night = WeeklyRule(frozenset({1}), (time(22), time(23)), "UTC", date(2027, 3, 2))
    dates = rule_opening.plan(factories.coach("dora"), night, policy=USUAL, now=NOW)
    assert [one.date.wall_time.hour for one in dates if one.verdict is Skip.HOLIDAY] == [23]


def test_a_calendar_adds_each_event_by_the_days_it_touches_and_once():
    event = Holiday("Trip", datetime(2027, 3, 9, 22, tzinfo=UTC), datetime(2027, 3, 11, 0, tzinfo=UTC))
    given = {"actor": ADMIN, "holidays": [event], "policy": USUAL, "now": NOW}
    ((line, is_new),) = transact(lambda: holidays.add_all(**given))
    assert (line.first_day.day, line.last_day.day, is_new) == (9, 10, True)
    assert [is_new for _, is_new in transact(lambda: holidays.add_all(**given))] == [False]
    assert add("Trip", NINTH, date(2027, 3, 10)).number == line.number
    assert len(holidays.list_holidays(limit=9)) == 1
    assert holidays.list_holidays(from_day=date(2027, 3, 11), limit=9) == []


def test_a_holiday_ends_no_sooner_than_it_begins():
    with pytest.raises(errors.UntilBeforeFrom):
        add(last=date(2027, 3, 8))
