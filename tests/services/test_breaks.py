"""The breaks and the notice that a coach asks for."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.domain.policy import Policy
from app.services import cancelling, coaches, moving
from tests import factories
from tests.bookings import booked, expect
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")


def buffered(minutes, who="alice"):
    alice = factories.coach(who)
    edited(buffer_minutes=minutes, who=who)
    return alice


def edited(who="alice", **said):
    transact(lambda: coaches.edit(actor=ADMIN, email=f"{who}@example.org", now=NOW, **said))


@pytest.mark.parametrize("side", [-1, 1], ids=["before", "after"])
@pytest.mark.parametrize(("minutes", "is_close"), [(29, True), (30, False), (31, False)])
def test_a_coach_has_time_between_two_calls(side, minutes, is_close):
    alice, bob, charlie = buffered(30), factories.person("bob"), factories.person("charlie")
    factories.call(factories.slot(alice), bob)
    apart = side * (USUAL.slot_length + timedelta(minutes=minutes))
    slot = factories.slot(alice, NOW + timedelta(days=2) + apart)
    if is_close:
        assert expect(errors.TooClose, charlie, slot)["buffer"] == timedelta(minutes=30)
    else:
        assert booked(charlie, slot)


def test_a_call_as_a_student_counts_for_a_coachs_buffer_and_a_cancelled_one_does_not():
    alice, dora, bob = buffered(60), factories.coach("dora"), factories.person("bob")
    slot = factories.slot(alice)
    call = factories.call(factories.slot(dora, NOW + timedelta(days=2, hours=2)), alice)
    expect(errors.TooClose, bob, slot)
    transact(lambda: cancelling.cancel(actor=acting(alice), call_id=call, policy=USUAL, now=NOW))
    assert booked(bob, slot)


def test_a_buffer_is_the_coachs_own():
    alice, dora, bob, charlie = buffered(240), factories.coach("dora"), factories.person("bob"), factories.person("x")
    factories.call(factories.slot(alice), bob)
    both = [factories.slot(coach, NOW + timedelta(days=2, hours=2)) for coach in (dora, alice)]
    assert booked(charlie, both[0])
    expect(errors.TooClose, factories.person("y"), both[1])
    edited(buffer_minutes=0)
    assert booked(factories.person("z"), both[1])


def test_a_coach_may_move_a_call_closer_than_a_student_may():
    alice, bob, charlie = buffered(30), factories.person("bob"), factories.person("charlie")
    factories.call(factories.slot(alice), bob)
    call = factories.call(factories.slot(alice, NOW + timedelta(days=4)), charlie)
    near = factories.slot(alice, NOW + timedelta(days=2, hours=2))
    given = {"call_id": call, "slot_id": near, "policy": USUAL, "now": NOW}
    with pytest.raises(errors.TooClose):
        transact(lambda: moving.move(actor=acting(charlie), **given))
    transact(lambda: moving.move(actor=acting(alice), reason="sooner", **given))


def test_a_call_is_moved_next_to_where_it_was():
    alice, bob = buffered(240), factories.person("bob")
    call = factories.call(factories.slot(alice), bob)
    near = factories.slot(alice, NOW + timedelta(days=2, hours=3))
    transact(lambda: moving.move(actor=acting(bob), call_id=call, slot_id=near, policy=USUAL, now=NOW))


def test_a_student_undoes_nothing_into_the_coachs_break_but_the_coach_does():
    alice, bob, charlie = buffered(30), factories.person("bob"), factories.person("charlie")
    first, second = (factories.slot(alice, NOW + timedelta(days=2, hours=hours)) for hours in (0, 2))
    call = factories.call(first, bob)
    transact(lambda: cancelling.cancel(actor=acting(bob), call_id=call, policy=USUAL, now=NOW))
    other = booked(charlie, second)
    with pytest.raises(errors.TooClose):
        transact(lambda: cancelling.restore(actor=acting(bob), call_id=call, policy=USUAL, now=NOW))
    transact(lambda: cancelling.cancel(actor=acting(alice), call_id=other, reason="ill", policy=USUAL, now=NOW))
    transact(lambda: cancelling.restore(actor=acting(bob), call_id=call, policy=USUAL, now=NOW))
    assert transact(lambda: cancelling.restore(actor=acting(alice), call_id=other, policy=USUAL, now=NOW))


def test_of_two_notices_the_longer_one_counts():
    """Case B9: instants are compared, whatever the clocks do in between."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice, NOW + timedelta(hours=12))
    edited(notice_minutes=12 * 60 + 1)
    assert timedelta(hours=12) < expect(errors.TooSoon, bob, slot)["soonest"] - NOW < timedelta(hours=12, minutes=2)
    edited(notice_minutes=30)
    expect(errors.TooSoon, bob, slot, Policy(booking_notice=timedelta(hours=13)))
    edited(notice_minutes=12 * 60 - 1)
    assert booked(bob, slot)


def test_a_coachs_own_notice_binds_students_alone():
    """Case F4."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    call = factories.call(factories.slot(alice), bob)
    edited(notice_minutes=3 * 24 * 60)
    given = {"call_id": call, "slot_id": factories.slot(alice, NOW + timedelta(days=1)), "policy": USUAL, "now": NOW}
    with pytest.raises(errors.TooSoon):
        transact(lambda: moving.move(actor=acting(bob), **given))
    transact(lambda: moving.move(actor=acting(alice), reason="sooner", **given))
