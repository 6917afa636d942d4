"""Limits of calls ahead, per week and per semester: what counts, what is refused, and the way out that is told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.db import db, transact
from app.domain import errors
from app.domain.allowances import Allowance, Limits, Period, WayOut
from app.domain.attendance import Claim, Finding
from app.domain.policy import Policy
from app.models import Slot
from app.services import allowances, attendance, cancelling, moving, semesters
from app.services.bookability import Booking
from tests import factories, past
from tests.bookings import refused
from tests.conftest import NOW
from tests.factories import ADMIN, acting

pytestmark = pytest.mark.usefixtures("app")
DAY, HOUR, WEEK = timedelta(days=1), timedelta(hours=1), timedelta(weeks=1)
# NOW is a Monday morning.
MONDAY = NOW.replace(hour=0)
TWO_A_WEEK = Policy(max_calls_per_week=2)


@pytest.fixture
def people(app):
    return factories.coach("alice"), factories.person("bob"), factories.person("charlie")


def add_semester(name, first_day, last_day):
    days = {"first_day": first_day, "last_day": last_day}
    transact(lambda: semesters.add(actor=ADMIN, name=name, now=NOW, **days))


def book(coach, student, *starts):
    return [factories.call(factories.slot(coach, start), student) for start in starts]


def settle(call, finding, now):
    found = {"finding": finding, "reason": "Asked both.", "now": now}
    transact(lambda: attendance.settle(actor=ADMIN, call_id=call, **found))


def cancel(student, calls, policy, now=NOW):
    for call in calls:
        wanted = {"actor": acting(student), "call_id": call, "policy": policy, "now": now}
        transact(lambda: cancelling.cancel(**wanted))  # noqa: B023  # called at once


def ways_out(student, slot, policy, now=NOW):
    """Return the limits that are told of, and the ways out of it for the student and for an administrator."""
    facts = refused(student, slot, policy, now).facts
    return facts["limits"].reached, facts["way"], facts["way_of_admin"]


def test_a_student_has_so_many_calls_in_each_week(people):
    alice, bob, charlie = people
    first, second, third, later = (factories.slot(alice, NOW + days * DAY) for days in (1, 2, 6, 7))
    call = factories.call(first, bob, policy=TWO_A_WEEK)
    factories.call(second, bob, policy=TWO_A_WEEK)
    error = refused(bob, third, TWO_A_WEEK)
    assert (error.code, error.facts["limits"]) == ("over_limit", Limits((Allowance(2, Period.WEEK),)))
    assert refused(bob, later, TWO_A_WEEK) is None
    assert refused(charlie, third, TWO_A_WEEK) is None
    cancel(bob, [call], TWO_A_WEEK)
    assert refused(bob, third, TWO_A_WEEK) is None


def test_a_week_begins_on_monday_in_the_programmes_zone(people):
    alice, bob, _ = people
    # Sunday evening in UTC is Monday morning in Auckland.
    sunday, monday = factories.slot(alice, NOW + 6 * DAY + 8 * HOUR), factories.slot(alice, NOW + 7 * DAY)
    for zone, is_free in (("UTC", True), ("Pacific/Auckland", False)):
        policy = Policy(max_calls_per_week=1, timezone=zone)
        call = factories.call(sunday, bob, policy=policy)
        assert (refused(bob, monday, policy) is None) == is_free
        cancel(bob, [call], policy)


def test_a_student_has_so_many_calls_in_a_semester(people):
    alice, bob, _ = people
    for name, month in (("Spring", 3), ("Summer", 4)):
        add_semester(name, date(2027, month, 1), date(2027, month, 30))
    policy = Policy(max_calls_per_semester=1)
    first, second, summer = (factories.slot(alice, NOW + days * DAY) for days in (1, 14, 35))
    factories.call(first, bob, policy=policy)
    assert refused(bob, second, policy).facts["limits"] == Limits((Allowance(1, Period.SEMESTER),))
    assert refused(bob, second, policy, now=NOW + 3 * DAY).code == "over_limit"
    assert refused(bob, summer, policy) is None


def test_all_limits_at_once_let_through_whom_none_of_them_stops(people):
    alice, bob, _ = people
    policy = Policy(max_open_calls=5, max_calls_per_week=5, max_calls_per_semester=5, fair_release=24 * HOUR)
    slot = factories.slot(alice, NOW + DAY)
    assert refused(bob, slot, policy) is None
    factories.call(slot, bob, policy=policy)


def test_a_move_within_the_week_is_free_and_into_a_full_one_the_coachs_alone(people):
    alice, bob, _ = people
    policy = Policy(max_calls_per_week=1)
    first, other, next_week, then = (factories.slot(alice, NOW + days * DAY) for days in (2, 3, 9, 10))
    call = factories.call(first, bob, policy=policy)
    factories.call(next_week, bob, policy=policy)

    def move(actor, slot):
        given = {"reason": "x", "policy": policy, "now": NOW}
        transact(lambda: moving.move(actor=actor, call_id=call, slot_id=slot, **given))

    move(acting(bob), other)
    with pytest.raises(errors.OverLimit):
        move(acting(bob), then)
    move(acting(alice), then)
    # Two are in a week where one is allowed: neither is one more when it moves within it.
    move(acting(bob), factories.slot(alice, NOW + 11 * DAY))


@pytest.mark.parametrize("policy", [Policy(max_calls_per_week=1), Policy(max_calls_per_semester=1)])
def test_a_call_that_its_coach_missed_counts_no_more_and_one_that_the_student_missed_does(people, policy):
    alice, bob, _ = people
    add_semester("Spring", date(2027, 3, 1), date(2027, 3, 30))
    missed, slot, thursday = past.missed(alice, bob, NOW + DAY), factories.slot(alice, NOW + 5 * DAY), NOW + 3 * DAY
    assert refused(bob, slot, policy, thursday).code == "over_limit"
    said = {"call_id": missed, "claim": Claim.COACH_MISSED, "now": thursday}
    transact(lambda: attendance.say(actor=acting(bob), **said))
    assert refused(bob, slot, policy, thursday).code == "over_limit"
    settle(missed, Finding.COACH_MISSED, thursday)
    assert refused(bob, slot, policy, thursday) is None
    settle(missed, Finding.NO_SHOW, thursday)
    assert refused(bob, slot, policy, thursday).code == "over_limit"


def test_of_calls_ahead_one_is_cancelled_or_one_waits_until_the_next_begins(people):
    alice, bob, _ = people
    policy = Policy(max_open_calls=2)
    # The first is too near for the student to cancel.
    _, later = book(alice, bob, NOW + 6 * HOUR, NOW + 3 * DAY)
    slot = factories.slot(alice, NOW + 5 * DAY)
    [limit], own, admins = ways_out(bob, slot, policy)
    assert limit == Allowance(2, Period.AHEAD)
    assert own == WayOut((Period.AHEAD,), 1, 1, NOW + 6 * HOUR)
    assert admins == WayOut((Period.AHEAD,), 1, 2, NOW + 6 * HOUR)
    assert refused(bob, slot, policy, own.from_at - HOUR).code == "over_limit"
    assert refused(bob, slot, policy, own.from_at) is None
    cancel(bob, [later], policy)
    assert refused(bob, slot, policy) is None


def test_who_has_more_calls_than_are_allowed_now_cancels_as_many_as_it_takes(people):
    alice, bob, _ = people
    policy = Policy(max_open_calls=2)
    calls = book(alice, bob, *(NOW + days * DAY for days in (1, 2, 3)))
    slot = factories.slot(alice, NOW + 5 * DAY)
    _, own, _ = ways_out(bob, slot, policy)
    assert own == WayOut((Period.AHEAD,), 2, 3, NOW + 2 * DAY)
    cancel(bob, calls[:1], policy)
    assert refused(bob, slot, policy).code == "over_limit"
    cancel(bob, calls[1:2], policy)
    assert refused(bob, slot, policy) is None


def test_of_a_week_that_is_over_for_its_calls_nothing_can_be_cancelled_and_a_later_week_has_room(people):
    alice, bob, _ = people
    policy = Policy(max_calls_per_week=1)
    book(alice, bob, NOW + DAY, NOW + WEEK)
    slot, own = factories.slot(alice, NOW + 5 * DAY), WayOut((Period.WEEK,), 1, 0, at=MONDAY + 2 * WEEK)
    [limit], *ways = ways_out(bob, slot, policy, NOW + 3 * DAY)
    assert (limit, ways) == (Allowance(1, Period.WEEK), [own, own])
    assert refused(bob, factories.slot(alice, own.at), policy, NOW + 3 * DAY) is None


def test_of_a_semester_whose_calls_have_been_the_next_one_with_room_is_named_if_it_is_known(people):
    alice, bob, _ = people
    policy = Policy(max_calls_per_semester=1)
    add_semester("Spring", date(2027, 3, 1), date(2027, 3, 30))
    book(alice, bob, NOW + DAY)
    slot, thursday = factories.slot(alice, NOW + 5 * DAY), NOW + 3 * DAY
    [limit], own, _ = ways_out(bob, slot, policy, thursday)
    assert (limit, own) == (Allowance(1, Period.SEMESTER), WayOut((Period.SEMESTER,), 1, 0))
    add_semester("Summer", date(2027, 4, 1), date(2027, 4, 30))
    book(alice, bob, NOW + 5 * WEEK)
    add_semester("Autumn", date(2027, 6, 1), date(2027, 6, 30))
    _, own, _ = ways_out(bob, slot, policy, thursday)
    assert own.at == datetime(2027, 6, 1, tzinfo=UTC)
    assert refused(bob, factories.slot(alice, own.at), policy, thursday) is None


def test_of_several_limits_all_are_told_and_nobody_cancels_in_vain(people):
    alice, bob, _ = people
    policy = Policy(max_open_calls=3, max_calls_per_week=2, max_calls_per_semester=4)
    add_semester("Spring", date(2027, 3, 1), date(2027, 3, 30))
    _, inside, *_ = book(alice, bob, NOW + DAY, NOW + 4 * DAY, NOW + WEEK, NOW + 2 * WEEK)
    slot, wednesday = factories.slot(alice, NOW + 5 * DAY), NOW + 2 * DAY
    reached, own, _ = ways_out(bob, slot, policy, wednesday)
    limits = Allowance(3, Period.AHEAD), Allowance(4, Period.SEMESTER), Allowance(2, Period.WEEK)
    assert reached == limits
    # Of the three ahead, one counts towards the week as well.
    assert own == WayOut(tuple(one.period for one in limits), 1, 1, NOW + 4 * DAY)
    cancel(bob, [inside], policy, wednesday)
    assert refused(bob, slot, policy, wednesday) is None


def test_where_cancelling_would_be_in_vain_another_week_is_told_alone(people):
    alice, bob, _ = people
    policy = Policy(max_open_calls=1, max_calls_per_week=1)
    book(alice, bob, NOW + DAY, NOW + 9 * DAY)
    slot = factories.slot(alice, NOW + 5 * DAY)
    _, own, _ = ways_out(bob, slot, policy, NOW + 2 * DAY)
    assert own == WayOut((Period.AHEAD, Period.WEEK), 1, 0, NOW + 9 * DAY, MONDAY + 2 * WEEK)
    assert refused(bob, factories.slot(alice, own.at), policy, own.from_at) is None


def test_a_limit_that_is_reached_no_more_is_not_told(people):
    alice, bob, _ = people
    policy = Policy(max_open_calls=1, max_calls_per_week=1, max_calls_per_semester=1)
    slot = db.session.get_one(Slot, factories.slot(alice))
    booking = Booking(bob, policy, NOW)
    assert allowances.limits_reached(slot, booking, allowances.find_full(booking)) == {}
