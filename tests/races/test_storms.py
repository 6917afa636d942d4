"""Booking, cancelling, moving and withdrawing of the same slots at once: some order of them explains what happened."""

import random
from collections.abc import Sequence
from functools import partial

import pytest
from sqlalchemy import select

from app.db import db, transact
from app.models import AuditEntry, Call, Slot
from app.services import cancelling, moving, slots
from tests import factories
from tests.conftest import NOW
from tests.factories import acting
from tests.invariants import check_invariants
from tests.races.crowd import DONE, Outcome, tally
from tests.races.worlds import PATIENCE, POLICY, booking, hour, publish

pytestmark = pytest.mark.timeout(PATIENCE)

REFUSALS = {
    "already_cancelled",
    "call_ended",
    "changed_meanwhile",
    "coach_busy",
    "same_slot",
    "slot_booked",
    "slot_taken",
    "slot_withdrawn",
    "student_busy",
}


@pytest.mark.usefixtures("race_app")
def test_whatever_is_done_to_a_slot_at_once_some_order_explains_it(gather, rounds):
    """Invariants I-07, I-08, I-09, I-22."""
    alice = factories.coach("alice")
    bob, charlie, dora = (factories.person(who) for who in ("bob", "charlie", "dora"))
    crowd, chance = gather(16), random.Random(16)
    for number in range(rounds):
        storm = publish((alice, hour(3 * number + place)) for place in range(3))
        wanted, other, third = storm
        of_bob, of_dora = transact(booking(bob, wanted)), transact(booking(dora, other))
        jobs = [
            *([booking(charlie, wanted)] * 2),
            *([booking(charlie, other)] * 2),
            *([booking(bob, third)] * 2),
            *([_cancelling(bob, of_bob)] * 2),
            _cancelling(alice, of_bob, reason="ill"),
            _cancelling(dora, of_dora),
            *([_moving(dora, of_dora, wanted)] * 2),
            _moving(alice, of_bob, third, reason="room"),
            _withdrawing(alice, wanted),
            _withdrawing(alice, other),
            _withdrawing(alice, third),
        ]
        chance.shuffle(jobs)
        last = db.session.scalar(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1))
        db.session.rollback()
        outcomes = crowd.rush(jobs)
        assert set(tally(outcomes)) <= {DONE} | REFUSALS, outcomes
        _check_history(storm, {of_bob: wanted, of_dora: other}, last, outcomes)
    check_invariants()


def _cancelling(person: int, call_id: int, **more: str) -> partial:
    return partial(cancelling.cancel, actor=acting(person), call_id=call_id, policy=POLICY, now=NOW, **more)


def _moving(person: int, call_id: int, slot_id: int, **more: str) -> partial:
    return partial(moving.move, actor=acting(person), call_id=call_id, slot_id=slot_id, policy=POLICY, now=NOW, **more)


def _withdrawing(coach_id: int, slot_id: int) -> partial:
    return partial(slots.withdraw, actor=acting(coach_id), slot_id=slot_id, now=NOW)


def _check_history(storm: Sequence[int], held: dict[int, int], last: int | None, outcomes: Sequence[Outcome]) -> None:
    """Replay the audit: each step was possible when it came, and the last state is what the tables say."""
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.id > last).order_by(AuditEntry.id)).all()
    free, steps = set(storm) - set(held.values()), 0
    for entry in entries:
        number, facts = entry.object_id, entry.facts
        match entry.action:
            case "call.booked":
                free.remove(facts["slot"])
                held[number] = facts["slot"]
            case "call.cancelled":
                free.add(held.pop(number))
            case "call.moved":
                assert held[number] == facts["from_slot"]
                free.remove(facts["to_slot"])
                free.add(facts["from_slot"])
                held[number] = facts["to_slot"]
            case "slot.withdrawn":
                free.remove(number)
        # A coach who cancels or moves a call withdraws its slot in the same step.
        steps += not (entry.action == "slot.withdrawn" and facts["reason"])
    assert steps == tally(outcomes)[DONE]
    assert free == set(db.session.scalars(select(Slot.id).where(Slot.id.in_(storm), Slot.status == "open")))
    active = select(Call.id, Call.slot_id).where(Call.slot_id.in_(storm), Call.status != "cancelled")
    assert held == dict(db.session.execute(active).all())
    db.session.rollback()
