"""Undoing a cancellation: who, until when, and what stands in the way."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.domain.calls import CallStatus
from app.domain.policy import Policy
from app.domain.slots import SlotStatus
from app.services import accounts, audit, call_views, cancelling, doctor, slot_views, slots
from app.services.call_shapes import Reader
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting
from tests.invariants import check_invariants

pytestmark = pytest.mark.usefixtures("app")
START = NOW + timedelta(days=2)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(app):
    """Alice's slot, booked by Bob."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice, START)
    yield alice, bob, slot, factories.call(slot, bob, note="Fractions")
    check_invariants()
    assert not [finding for finding in doctor.check_invariants(now=NOW) if finding.examples]


def cancel(actor, call, now=NOW, **given):
    transact(lambda: cancelling.cancel(actor=actor, call_id=call, policy=USUAL, now=now, **given))


def restore(actor, call, now=NOW + MINUTE, policy=USUAL, key=None):
    return transact(lambda: cancelling.restore(actor=actor, call_id=call, key=key, policy=policy, now=now))


def see(call, actor=ADMIN, now=NOW):
    return call_views.get(call, Reader(actor, Policy(), now))


def test_a_students_undo_books_the_same_slot_again_with_the_same_note(world):
    """Case D2, invariant I-08."""
    _alice, bob, slot, call = world
    cancel(acting(bob), call, reason="ill")
    new = restore(acting(bob), call)
    old, restored = see(call), see(new)
    assert new != call
    assert (old.status, old.restored_by_id) == (CallStatus.CANCELLED, new)
    assert (restored.status, restored.restores_id, restored.note) == (CallStatus.CONFIRMED, call, "Fractions")
    assert (restored.slot_id, restored.student.id) == (slot, bob)
    [entry] = audit.list_entries(object_kind="call", object_number=new, limit=9)
    assert (entry.action, entry.facts) == ("call.booked", {"slot": slot, "student": bob, "restores": call})


def test_a_coachs_undo_offers_the_withdrawn_time_again_and_books_it(world):
    alice, bob, slot, call = world
    cancel(acting(alice), call, reason="ill")
    assert see(call).is_slot_free
    restored = see(restore(acting(alice), call))
    assert (restored.starts_at, restored.student.id, restored.coach.phone) == (START, bob, "+442079460101")
    assert slot_views.get(slot).status is SlotStatus.WITHDRAWN
    assert slot_views.get(restored.slot_id).status is SlotStatus.BOOKED


def test_an_undo_may_be_undone_in_its_turn(world):
    _alice, bob, _slot, call = world
    for _ in range(3):
        cancel(acting(bob), call)
        call = restore(acting(bob), call)
    assert see(call).status is CallStatus.CONFIRMED


def test_undoing_again_is_answered_with_the_call_of_the_first_time(world):
    """Case A4, invariant I-17."""
    _alice, bob, _slot, call = world
    cancel(acting(bob), call)
    new = restore(acting(bob), call, key="form")
    assert [restore(acting(bob), call, key=key) for key in ("form", "another tab", None)] == [new, new, new]
    cancel(acting(bob), new)
    assert restore(acting(bob), call, key="a third tab") == new


def test_inside_the_notice_an_undo_still_works(world):
    """It was booked in time."""
    alice, _bob, _slot, call = world
    cancel(acting(alice), call, now=START - 3 * MINUTE, reason="ill")
    assert restore(acting(alice), call, now=START - MINUTE)


def test_from_the_start_on_there_is_no_undo(world):
    _alice, bob, _slot, call = world
    cancel(acting(bob), call)
    with pytest.raises(errors.CallStarted):
        restore(acting(bob), call, now=START)


def test_only_who_cancelled_may_undo(world):
    alice, bob, _slot, call = world
    cancel(acting(bob), call)
    for actor, refusal in (
        (acting(alice), errors.WrongRole),
        (ADMIN, errors.WrongRole),
        (acting(factories.person("charlie")), errors.NotFound),
    ):
        with pytest.raises(refusal):
            restore(actor, call)
    assert see(call).restored_by_id is None


def test_a_call_that_is_booked_has_nothing_to_undo(world):
    _alice, bob, _slot, call = world
    with pytest.raises(errors.NotCancelled):
        restore(acting(bob), call)


def test_once_somebody_else_has_booked_the_time_it_stays_theirs(world):
    _alice, bob, slot, call = world
    cancel(acting(bob), call)
    charlies = factories.call(slot, factories.person("charlie"))
    assert not see(call).is_slot_free
    with pytest.raises(errors.SlotTaken) as refused:
        restore(acting(bob), call)
    assert refused.value.facts["slot_id"] == slot
    assert see(charlies).status is CallStatus.CONFIRMED


def test_a_time_that_the_coach_has_withdrawn_since_is_not_offered_again(world):
    alice, bob, slot, call = world
    cancel(acting(bob), call)
    transact(lambda: slots.withdraw(actor=acting(alice), slot_id=slot, now=NOW + MINUTE))
    assert not see(call).is_slot_free
    with pytest.raises(errors.SlotWithdrawn):
        restore(acting(bob), call)


def test_a_coach_who_has_offered_that_time_otherwise_is_told(world):
    alice, _bob, _slot, call = world
    cancel(acting(alice), call, reason="ill")
    other = factories.slot(alice, START + timedelta(hours=1))
    with pytest.raises(errors.SlotOverlap) as refused:
        restore(acting(alice), call)
    assert refused.value.facts["clashes_with"].number == other


def test_a_student_who_is_busy_by_now_is_not_booked_twice(world):
    """Case A9."""
    alice, bob, _slot, call = world
    cancel(acting(alice), call, reason="ill")
    factories.call(factories.slot(factories.coach("dora"), START + timedelta(hours=1)), bob)
    before = slot_views.list_for_coach(alice, from_at=NOW, to_at=START + timedelta(days=1), now=NOW)
    with pytest.raises(errors.StudentBusy):
        restore(acting(alice), call)
    assert slot_views.list_for_coach(alice, from_at=NOW, to_at=START + timedelta(days=1), now=NOW) == before


def test_a_limit_counts_what_was_booked_since(world):
    alice, bob, _slot, call = world
    cancel(acting(bob), call)
    factories.call(factories.slot(alice, START + timedelta(days=1)), bob)
    with pytest.raises(errors.OverLimit):
        restore(acting(bob), call, policy=Policy(max_open_calls=1))


def test_a_closed_account_is_not_booked_for(world):
    alice, _bob, _slot, call = world
    cancel(acting(alice), call, reason="ill")
    transact(lambda: accounts.deactivate(actor=ADMIN, email="bob@example.org", now=NOW))
    with pytest.raises(errors.AccountDeactivated):
        restore(acting(alice), call)


def test_an_administrators_cancellation_is_undone_by_an_administrator_alone(world):
    _alice, bob, _slot, call = world
    cancel(ADMIN, call, reason="asked to")
    with pytest.raises(errors.WrongRole):
        restore(acting(bob), call)
    assert see(restore(ADMIN, call)).status is CallStatus.CONFIRMED
