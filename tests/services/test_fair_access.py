"""Limits of calls per week and semester, and the head start of those who had the fewest calls."""

from datetime import date, timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.domain.fair_access import Allowance, Period, is_among_fewest
from app.domain.holds import HoldReason
from app.domain.policy import Policy
from app.services import bookability, cancelling, holds, moving, semesters, slot_views
from app.services.bookability import Booking
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, acting

pytestmark = pytest.mark.usefixtures("app")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# NOW is a Monday morning.
TWO_A_WEEK = Policy(max_calls_per_week=2)
FAIR = Policy(fair_release=24 * HOUR)


def refused(student, slot, policy, now=NOW):
    """Return why a slot cannot be booked; list, explanation and booking agree (case A8)."""
    asked = Booking(student, policy, now)
    listed = [one.id for one in slot_views.list_open(asked).items]
    error = bookability.refusal(slot, asked)
    assert (slot in listed) == (error is None) == all(passes for _, passes in bookability.explain(slot, asked))
    if error is not None:
        with pytest.raises(type(error)):
            factories.call(slot, student, policy=policy, now=now)
    return error


@pytest.fixture
def people(app):
    return factories.coach("alice"), factories.person("bob"), factories.person("charlie")


def test_a_student_has_so_many_calls_in_each_week(people):
    alice, bob, charlie = people
    first, second, third, later = (factories.slot(alice, NOW + days * DAY) for days in (1, 2, 6, 7))
    call = factories.call(first, bob, policy=TWO_A_WEEK)
    factories.call(second, bob, policy=TWO_A_WEEK)
    error = refused(bob, third, TWO_A_WEEK)
    assert (error.code, error.facts["limit"]) == ("over_limit", Allowance(2, Period.WEEK))
    assert refused(bob, later, TWO_A_WEEK) is None
    assert refused(charlie, third, TWO_A_WEEK) is None
    transact(lambda: cancelling.cancel(actor=acting(bob), call_id=call, policy=TWO_A_WEEK, now=NOW))
    assert refused(bob, third, TWO_A_WEEK) is None


def test_a_week_begins_on_monday_in_the_programmes_zone(people):
    alice, bob, _ = people
    # Sunday evening in UTC is Monday morning in Auckland.
    sunday, monday = factories.slot(alice, NOW + 6 * DAY + 8 * HOUR), factories.slot(alice, NOW + 7 * DAY)
    for zone, is_free in (("UTC", True), ("Pacific/Auckland", False)):
        policy = Policy(max_calls_per_week=1, timezone=zone)
        call = factories.call(sunday, bob, policy=policy)
        assert (refused(bob, monday, policy) is None) == is_free
        transact(lambda: cancelling.cancel(actor=acting(bob), call_id=call, policy=policy, now=NOW))  # noqa: B023


def test_a_student_has_so_many_calls_in_a_semester(people):
    alice, bob, _ = people
    for name, month in (("Spring", 3), ("Summer", 4)):
        days = {"first_day": date(2027, month, 1), "last_day": date(2027, month, 30)}
        transact(lambda: semesters.add(actor=ADMIN, name=name, now=NOW, **days))  # noqa: B023
    policy = Policy(max_calls_per_semester=1)
    first, second, summer = (factories.slot(alice, NOW + days * DAY) for days in (1, 14, 35))
    factories.call(first, bob, policy=policy)
    assert refused(bob, second, policy).facts["limit"] == Allowance(1, Period.SEMESTER)
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


@pytest.mark.parametrize(
    ("own", "counts", "is_first"),
    [(0, [], True), (5, [5], True), (2, [1, 2, 3], True), (3, [1, 2, 3], False), (2, [1, 2], False),
     (4, [4, 4, 4], True), (0, [1, 1], True)],
)  # fmt: skip
def test_the_first_are_those_with_no_more_calls_than_the_lower_half(own, counts, is_first):
    assert is_among_fewest(own, counts) == is_first


def test_a_new_slot_goes_to_those_with_the_fewest_calls_first(people):
    alice, bob, charlie = people
    for days in (1, 2):
        factories.call(factories.slot(alice, NOW + days * DAY), bob)
    factories.call(factories.slot(alice, NOW + 3 * DAY), charlie)
    fresh = factories.slot(alice, NOW + 5 * DAY)
    dora = factories.person("dora")
    error = refused(bob, fresh, FAIR)
    assert (error.code, error.facts["opens_at"] - NOW < 25 * HOUR) == ("opens_later", True)
    assert [refused(person, fresh, FAIR) for person in (charlie, dora, None)[:2]] == [None, None]
    assert refused(bob, fresh, FAIR, now=NOW + 25 * HOUR) is None
    assert refused(bob, fresh, Policy()) is None
    assert fresh in [one.id for one in slot_views.list_open(Booking(None, FAIR, NOW)).items]


def test_a_slot_that_begins_soon_is_everybodys_after_half_the_time(people):
    alice, bob, charlie = people
    for days in (1, 2):
        factories.call(factories.slot(alice, NOW + days * DAY), bob)
    factories.call(factories.slot(alice, NOW + 3 * DAY), charlie)
    soon = factories.slot(alice, NOW + 10 * HOUR)
    assert refused(bob, soon, FAIR, now=NOW + 4 * HOUR).code == "opens_later"
    assert refused(bob, soon, FAIR, now=NOW + 6 * HOUR) is None


def test_what_is_held_for_a_student_is_theirs_at_once(people):
    alice, bob, charlie = people
    for days in (1, 2):
        factories.call(factories.slot(alice, NOW + days * DAY), bob)
    factories.call(factories.slot(alice, NOW + 3 * DAY), charlie)
    fresh = factories.slot(alice, NOW + 5 * DAY)
    held = {"slot_id": fresh, "student_id": bob, "reason": HoldReason.ALTERNATIVE, "until": NOW + DAY}
    transact(lambda: holds.hold(actor=ADMIN, now=NOW, **held))
    assert refused(bob, fresh, FAIR) is None
