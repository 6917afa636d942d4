"""How calls ended: they took place, or were missed."""

from datetime import datetime

from sqlalchemy import delete, update

from app.db import db
from app.domain import calls as rules
from app.domain.actors import Actor
from app.domain.calls import CallStatus, Role
from app.domain.errors import AttendanceClosed, WrongRole
from app.domain.webhooks import Event
from app.models import Attendance, Call, Review
from app.services import audit, calls, webhook_events


def record(*, actor: Actor, call_id: int, outcome: CallStatus, now: datetime) -> None:
    """Say that an ended call took place (COMPLETED) or was missed (NO_SHOW), or correct what was said.

    Raises NotFound, WrongRole for its student, AlreadyCancelled, TooEarlyForOutcome, CallEnded, FeedbackExists,
    ReviewExists, AttendanceClosed.
    """
    role, now = calls.lock(actor, call_id, now=now)
    if role is Role.STUDENT:
        raise WrongRole()
    write(actor=actor, call=calls.get_locked(call_id), outcome=outcome, now=now)


def write(*, actor: Actor, call: Call, outcome: CallStatus, now: datetime) -> None:
    """Write the outcome of a call whose people are locked. Raises as `record` does."""
    rules.check_can_give_outcome(calls.facts_of(call), now=now)
    # "I missed it" and "the student did" are one status and not one word: from a new word on it can be contradicted.
    is_new_word = _reopen(actor, call)
    if is_new_word or call.status != outcome:
        _change(actor, call, outcome, now=now)


def change(*, actor: Actor, call: Call, outcome: CallStatus, now: datetime) -> None:
    """Let the outcome of a locked call be what was found. Found before, nothing happens."""
    if call.status != outcome:
        _change(actor, call, outcome, now=now)


def _change(actor: Actor, call: Call, outcome: CallStatus, *, now: datetime) -> None:
    was, was_since = call.status, call.outcome_at
    calls.change(call, status=outcome.value, outcome_at=now)
    _hide_review(call.id, outcome, was_since=was_since, now=now)
    audit.record(actor, f"call.{outcome.value}", "call", call.id, now=now, was=was)
    webhook_events.tell_call(Event(f"call.{outcome.value}"), call, now=now)


def _hide_review(call_id: int, outcome: CallStatus, *, was_since: datetime | None, now: datetime) -> None:
    """Hide the review of a missed call; one that was hidden so, and not for its words, shows again."""
    review = update(Review).where(Review.call_id == call_id)
    if outcome is CallStatus.NO_SHOW:
        db.session.execute(review.where(Review.hidden_at.is_(None)).values(hidden_at=now))
    else:
        was_missed = Review.hidden_at == was_since, Review.hidden_reason == ""
        db.session.execute(review.where(*was_missed).values(hidden_at=None))


def _reopen(actor: Actor, call: Call) -> bool:
    """Forget what was found, and return whether anything was; what an administrator has found, only they change."""
    found = db.session.get(Attendance, call.id, populate_existing=True)
    if found is None or found.settled_at is None:
        return False
    if found.settled_by_id is None and not actor.is_admin:
        raise AttendanceClosed()
    own = Attendance.call_id == call.id
    if found.claim is None:
        db.session.execute(delete(Attendance).where(own))
    else:
        nothing = {"finding": None, "settled_at": None, "settled_by_id": None, "settled_reason": ""}
        db.session.execute(update(Attendance).where(own).values(**nothing))
    return True
