"""How a call ended."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import db, transact
from app.domain import errors
from app.domain.calls import CallStatus
from app.models import Call
from app.services import audit, call_views, cancelling, feedback, outcomes
from app.services.call_shapes import Reader
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")
LENGTH = timedelta(hours=2)
END = NOW + timedelta(days=2) + LENGTH
LATER = END + timedelta(days=1)


@pytest.fixture
def world(app):
    """Alice's slot, booked by Bob."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    return alice, bob, factories.call(factories.slot(alice), bob)


def end(actor, call, outcome, now=END):
    transact(lambda: outcomes.record(actor=actor, call_id=call, outcome=outcome, now=now))


def status(call):
    return call_views.get(call, Reader(ADMIN, USUAL, END)).status


@pytest.mark.parametrize("outcome", [CallStatus.COMPLETED, CallStatus.NO_SHOW])
@pytest.mark.parametrize("by", ["coach", "admin"])
def test_coach_and_administrator_say_how_a_call_ended(world, by, outcome):
    """Case F9."""
    alice, _bob, call = world
    end(acting(alice) if by == "coach" else ADMIN, call, outcome)
    assert status(call) is outcome


def test_an_outcome_is_corrected_and_said_twice_changes_nothing(world):
    alice, _bob, call = world
    for outcome in (CallStatus.NO_SHOW, CallStatus.NO_SHOW, CallStatus.COMPLETED):
        end(acting(alice), call, outcome)
    told = [(entry.action, entry.facts.get("was")) for entry in audit.list_entries(object_kind="call", limit=9)]
    assert told[:2] == [("call.completed", "no_show"), ("call.no_show", "confirmed")]
    assert len(told) == 3


def test_an_outcome_is_given_only_after_the_end(world):
    """Case F9."""
    alice, _bob, call = world
    for now in (NOW, END - timedelta(minutes=1)):
        with pytest.raises(errors.TooEarlyForOutcome):
            end(acting(alice), call, CallStatus.NO_SHOW, now)


def test_a_cancelled_call_has_no_outcome(world):
    """Case F9."""
    alice, bob, call = world
    transact(lambda: cancelling.cancel(actor=acting(bob), call_id=call, policy=USUAL, now=NOW))
    with pytest.raises(errors.AlreadyCancelled):
        end(acting(alice), call, CallStatus.COMPLETED)


def test_a_call_that_was_never_confirmed_has_neither_outcome_nor_feedback(world):
    alice, bob, call = world
    pending = add_pending(alice, bob)
    for outcome in (CallStatus.COMPLETED, CallStatus.NO_SHOW):
        with pytest.raises(errors.CallEnded):
            end(acting(alice), pending, outcome, LATER)
    with pytest.raises(errors.CallEnded):
        transact(lambda: feedback.record(actor=acting(alice), call_id=pending, satisfaction=4, now=LATER))
    assert (status(pending), status(call)) == (CallStatus.PENDING, CallStatus.CONFIRMED)


def add_pending(coach, student):
    number = factories.slot(coach, LATER - LENGTH)
    slot = {"slot_id": number, "starts_at": LATER - LENGTH, "ends_at": LATER}
    people = {"coach_id": coach, "student_id": student}
    request = Call(**slot, **people, status=CallStatus.PENDING.value, note="", booked_at=NOW, answer_by=LATER - LENGTH)
    transact(lambda: db.session.add(request))
    return db.session.scalar(select(Call.id).where(Call.slot_id == number))


def test_a_call_with_feedback_was_not_missed(world):
    alice, _bob, call = world
    transact(lambda: feedback.record(actor=acting(alice), call_id=call, satisfaction=4, now=END))
    with pytest.raises(errors.FeedbackExists):
        end(acting(alice), call, CallStatus.NO_SHOW)
    assert status(call) is CallStatus.COMPLETED


def test_the_student_and_strangers_say_nothing(world):
    """Case D3."""
    _alice, bob, call = world
    with pytest.raises(errors.WrongRole):
        end(acting(bob), call, CallStatus.COMPLETED)
    with pytest.raises(errors.NotFound):
        end(acting(factories.person("charlie")), call, CallStatus.COMPLETED)
    assert status(call) is CallStatus.CONFIRMED
