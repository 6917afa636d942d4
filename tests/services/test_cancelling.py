"""Cancelling: who, until when, and what becomes of the slot."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.domain.calls import CallStatus
from app.domain.policy import Policy
from app.domain.slots import SlotStatus
from app.services import audit, call_views, cancelling, moving, slot_views
from app.services.bookability import Booking
from app.services.call_shapes import Reader
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")
START = NOW + timedelta(days=2)
LATE = START - timedelta(hours=11)


@pytest.fixture
def world(app):
    """Alice's slot, booked by Bob."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice, START)
    return alice, bob, slot, factories.call(slot, bob)


def cancel(actor, call, now=NOW, **given):
    transact(lambda: cancelling.cancel(actor=actor, call_id=call, **{"policy": USUAL, **given}, now=now))


def see(call, actor=ADMIN, now=NOW):
    return call_views.get(call, Reader(actor, Policy(), now))


def test_a_student_cancels_in_time_and_the_slot_is_open_again_at_once(world):
    """Case F1."""
    _alice, bob, slot, call = world
    cancel(acting(bob), call, reason="ill")
    seen = see(call)
    assert (seen.status, seen.cancel_reason, seen.cancelled_by_id) == (CallStatus.CANCELLED, "ill", bob)
    charlie = factories.person("charlie")
    assert [view.id for view in slot_views.list_open(Booking(charlie, USUAL, NOW)).items] == [slot]
    assert factories.call(slot, charlie) != call


@pytest.mark.parametrize("by", ["coach", "admin"])
def test_coach_and_administrator_cancel_with_a_reason_and_the_slot_is_withdrawn(world, by):
    """Cases F1, F2."""
    alice, _bob, slot, call = world
    actor = acting(alice) if by == "coach" else ADMIN
    with pytest.raises(errors.ReasonRequired):
        cancel(actor, call, reason=" \n")
    cancel(actor, call, now=LATE, reason="ill")
    assert see(call).status is CallStatus.CANCELLED
    assert see(call).cancelled_by_id == actor.user_id
    assert slot_views.get(slot).status is SlotStatus.WITHDRAWN


@pytest.mark.parametrize("by", ["coach", "admin"])
def test_the_slot_may_be_offered_again(world, by):
    """Case D5."""
    alice, _bob, slot, call = world
    cancel(acting(alice) if by == "coach" else ADMIN, call, reason="mistake", reopen=True)
    assert slot_views.get(slot).status is SlotStatus.OPEN
    [entry] = audit.list_entries(object_kind="call", object_number=call, limit=1)
    assert entry.action == "call.cancelled"
    assert entry.facts == {"reason": "mistake", "slot": slot}


def test_inside_the_cut_off_a_student_is_refused_and_still_sees_the_coachs_phone(world):
    """Cases F2, F4."""
    alice, bob, _slot, call = world
    with pytest.raises(errors.TooLateToCancel) as refused:
        cancel(acting(bob), call, now=LATE)
    assert refused.value.facts["deadline"] == START - timedelta(hours=12)
    seen = see(call, acting(bob), LATE)
    assert seen.status is CallStatus.CONFIRMED
    assert seen.coach.phone == "+442079460101"
    cancel(acting(alice), call, now=LATE, reason="ill")


def test_cancelling_twice_has_one_effect(world):
    """Invariant I-08."""
    alice, bob, slot, call = world
    cancel(acting(bob), call)
    for actor in (acting(bob), acting(alice), ADMIN):
        with pytest.raises(errors.AlreadyCancelled):
            cancel(actor, call, reason="again")
    assert slot_views.get(slot).status is SlotStatus.OPEN
    assert [entry.action for entry in audit.list_entries(object_kind="call", limit=9)] == [
        "call.cancelled",
        "call.booked",
    ]


def test_the_same_form_sent_ten_times_cancels_once(world):
    """Case A4."""
    _alice, bob, _slot, call = world
    for _ in range(10):
        cancel(acting(bob), call, key="form")
    assert len(audit.list_entries(object_kind="call", limit=9)) == 2


@pytest.mark.parametrize("change", [{"reason": "tired"}, {"reopen": True}])
def test_a_key_that_comes_again_with_other_words_is_refused(world, change):
    """Case A4."""
    _alice, bob, _slot, call = world
    cancel(acting(bob), call, reason="ill", key="form")
    with pytest.raises(errors.IdempotencyMismatch):
        cancel(acting(bob), call, **{"reason": "ill", "key": "form", **change})
    cancel(acting(bob), call, reason=" ill ", key="form")
    assert see(call).cancel_reason == "ill"


def test_a_call_that_has_begun_or_ended_is_not_cancelled(world):
    alice, _bob, _slot, call = world
    with pytest.raises(errors.CallStarted):
        cancel(acting(alice), call, now=START, reason="late")
    with pytest.raises(errors.CallEnded):
        cancel(acting(alice), call, now=START + timedelta(hours=2), reason="late")


def test_what_changed_while_one_looked_is_looked_at_again(world):
    alice, bob, _slot, call = world
    other = factories.slot(alice, START + timedelta(days=1))
    transact(
        lambda: moving.move(actor=acting(alice), call_id=call, slot_id=other, reason="room", policy=USUAL, now=NOW)
    )
    with pytest.raises(errors.ChangedMeanwhile) as refused:
        cancel(acting(bob), call, version=1)
    assert refused.value.facts["starts_at"] == START + timedelta(days=1)
    cancel(acting(bob), call, version=2)


def test_strangers_are_told_there_is_no_such_call(world):
    """Case D3."""
    *_, call = world
    charlie, dora = factories.person("charlie"), factories.coach("dora")
    for stranger in (charlie, dora):
        with pytest.raises(errors.NotFound):
            cancel(acting(stranger), call, reason="x")
    with pytest.raises(errors.NotFound):
        cancel(ADMIN, call + 1, reason="x")
