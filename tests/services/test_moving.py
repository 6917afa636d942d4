"""Moving a call to another slot of its coach."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.domain.policy import Policy
from app.domain.slots import SlotStatus
from app.services import audit, bookability, call_views, cancelling, moving, slot_views
from app.services.bookability import Booking
from app.services.call_shapes import Reader
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")
START = NOW + timedelta(days=2)
NEXT = START + timedelta(days=1)
LATE = START - timedelta(hours=11)


@pytest.fixture
def world(app):
    """Alice's two slots, the first booked by Bob."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    slots = factories.slot(alice, START), factories.slot(alice, NEXT)
    return alice, bob, *slots, factories.call(slots[0], bob, note="fractions")


def move(actor, call, slot, now=NOW, **given):
    transact(lambda: moving.move(actor=actor, call_id=call, slot_id=slot, **{"policy": USUAL, **given}, now=now))


def statuses(*numbers):
    return [slot_views.get(number).status for number in numbers]


def test_a_moved_call_keeps_number_note_and_history(world):
    """Cases F5, F7."""
    _alice, bob, old, new, call = world
    before = call_views.get(call, Reader(acting(bob), USUAL, NOW))
    move(acting(bob), call, new, reason="exam")
    after = call_views.get(call, Reader(acting(bob), USUAL, NOW))
    assert (after.slot_id, after.starts_at, after.ends_at) == (new, NEXT, NEXT + timedelta(hours=2))
    assert (after.note, after.booked_at, after.status) == (before.note, before.booked_at, before.status)
    assert (after.move_reason, after.version) == ("exam", before.version + 1)
    assert after.moved_at >= NOW
    assert statuses(old, new) == [SlotStatus.OPEN, SlotStatus.BOOKED]
    entry = audit.list_entries(object_kind="call", limit=1)[0]
    assert entry.action == "call.moved"
    assert (entry.facts["from_slot"], entry.facts["to_slot"], entry.facts["reason"]) == (old, new, "exam")


@pytest.mark.parametrize("by", ["coach", "admin"])
@pytest.mark.parametrize("reopen", [False, True])
def test_coach_and_administrator_move_at_any_time_with_a_reason(world, by, reopen):
    """Cases F4, F7."""
    alice, _bob, old, new, call = world
    actor = acting(alice) if by == "coach" else ADMIN
    with pytest.raises(errors.ReasonRequired):
        move(actor, call, new, LATE)
    assert statuses(old, new) == [SlotStatus.BOOKED, SlotStatus.OPEN]
    move(actor, call, new, LATE, reason="room closed", reopen=reopen)
    assert statuses(old, new) == [SlotStatus.OPEN if reopen else SlotStatus.WITHDRAWN, SlotStatus.BOOKED]


def test_a_student_moves_until_the_cut_off_as_they_may_cancel(world):
    """Case F3."""
    _alice, bob, old, new, call = world
    with pytest.raises(errors.TooLateToCancel) as refused:
        move(acting(bob), call, new, LATE)
    with pytest.raises(errors.TooLateToCancel) as refused_too:
        transact(lambda: cancelling.cancel(actor=acting(bob), call_id=call, policy=USUAL, now=LATE))
    assert refused.value.facts == refused_too.value.facts
    assert statuses(old, new) == [SlotStatus.BOOKED, SlotStatus.OPEN]


def test_notice_and_horizon_bind_the_student_alone(world):
    """Case F4."""
    alice, bob, _old, _new, call = world
    soon, far = factories.slot(alice, NOW + timedelta(minutes=30)), factories.slot(alice, NOW + timedelta(days=200))
    for slot, expected in ((soon, errors.TooSoon), (far, errors.TooFar)):
        with pytest.raises(expected):
            move(acting(bob), call, slot)
    move(acting(alice), call, far, reason="sabbatical")
    move(ADMIN, call, soon, reason="asked on the phone")


def test_a_call_is_not_moved_to_where_it_is(world):
    _alice, bob, old, new, call = world
    with pytest.raises(errors.SameSlot):
        move(acting(bob), call, old)
    move(acting(bob), call, new, key="form")
    move(acting(bob), call, new, key="form")
    with pytest.raises(errors.SameSlot):
        move(acting(bob), call, new)
    assert len(audit.list_entries(object_kind="call", limit=9)) == 2


@pytest.mark.parametrize("change", [{"reason": "tired"}, {"reopen": True}])
def test_a_key_that_comes_again_with_other_words_is_refused(world, change):
    """Case A4."""
    _alice, bob, _old, new, call = world
    move(acting(bob), call, new, reason="exam", key="form")
    with pytest.raises(errors.IdempotencyMismatch):
        move(acting(bob), call, new, **{"reason": "exam", "key": "form", **change})
    move(acting(bob), call, new, reason=" exam ", key="form")
    assert call_views.get(call, Reader(acting(bob), USUAL, NOW)).move_reason == "exam"


def test_a_call_stays_with_its_coach(world):
    _alice, bob, old, _new, call = world
    dora = factories.coach("dora")
    theirs = factories.slot(dora, NEXT)
    for actor in (acting(bob), ADMIN):
        with pytest.raises(errors.OtherCoach):
            move(actor, call, theirs, reason="x")
    assert statuses(old, theirs) == [SlotStatus.BOOKED, SlotStatus.OPEN]


def test_the_call_itself_is_in_nobodys_way(world):
    _alice, bob, _old, _new, call = world
    overlapping = factories.slot(factories.coach("dora"), START + timedelta(hours=1))
    refused = bookability.refusal(overlapping, Booking(bob, USUAL, NOW))
    assert isinstance(refused, errors.StudentBusy)
    assert bookability.refusal(overlapping, Booking(bob, USUAL, NOW, moving_call_id=call)) is None


def test_another_call_is_in_the_way(world):
    alice, bob, _old, new, call = world
    elsewhere = factories.slot(factories.coach("dora"), NEXT + timedelta(hours=1))
    clash = factories.call(elsewhere, bob)
    for actor in (acting(bob), acting(alice)):
        with pytest.raises(errors.StudentBusy) as refused:
            move(actor, call, new, reason="x")
        assert refused.value.facts["clashes_with"].number == clash


def test_a_taken_or_unknown_slot_is_refused_and_nothing_moves(world):
    """Case A7."""
    _alice, bob, old, new, call = world
    factories.call(new, factories.person("charlie"))
    with pytest.raises(errors.SlotTaken):
        move(acting(bob), call, new)
    with pytest.raises(errors.NotFound):
        move(acting(bob), call, 99)
    assert statuses(old, new) == [SlotStatus.BOOKED, SlotStatus.BOOKED]


def test_a_limit_of_calls_does_not_hold_back_a_move(world):
    _alice, bob, _old, new, call = world
    move(acting(bob), call, new, policy=Policy(max_open_calls=1))


def test_cancelled_and_begun_calls_stay_where_they_are(world):
    alice, bob, _old, new, call = world
    with pytest.raises(errors.CallStarted):
        move(acting(alice), call, new, START, reason="x")
    transact(lambda: cancelling.cancel(actor=acting(bob), call_id=call, policy=USUAL, now=NOW))
    with pytest.raises(errors.AlreadyCancelled):
        move(acting(bob), call, new)


def test_an_old_page_and_a_stranger_are_refused(world):
    alice, bob, old, new, call = world
    move(acting(bob), call, new)
    with pytest.raises(errors.ChangedMeanwhile):
        move(acting(alice), call, old, reason="x", version=1)
    with pytest.raises(errors.NotFound):
        move(acting(factories.person("charlie")), call, old)
