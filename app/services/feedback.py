"""The coach's log of calls: recorded and changed."""

from datetime import datetime

from sqlalchemy import update

from app.db import db
from app.domain import feedback as rules
from app.domain.actors import Actor
from app.domain.calls import CallStatus, Role
from app.domain.errors import StudentErased, WrongRole
from app.domain.text import NOTE_LENGTH, clean
from app.domain.webhooks import Event
from app.models import Call, Feedback, User
from app.services import audit, calls, outcomes, reviews, webhook_events
from app.services.integrity import translated


def record(
    *,
    actor: Actor,
    call_id: int,
    satisfaction: object,
    shared_note: str | None = None,
    private_note: str | None = None,
    now: datetime,
) -> bool:
    """Record the coach's feedback on an ended call, or change it; return whether it is the first.

    A note that is None stays as it was; the earlier version is kept (case H1). A call without an outcome becomes
    completed. Raises NotFound, WrongRole for its student, BadRating, AlreadyCancelled, TooEarlyForFeedback, CallEnded,
    MissedCall, StudentErased.
    """
    role, now = calls.lock(actor, call_id, now=now)
    if role is Role.STUDENT:
        raise WrongRole()
    call = calls.get_locked(call_id)
    rules.check_can_record(calls.facts_of(call), now=now)
    values: dict[str, object] = {"satisfaction": rules.check_rating(satisfaction)}
    for name, note in (("shared_note", shared_note), ("private_note", private_note)):
        if note is not None:
            values[name] = clean(note, field=name, limit=NOTE_LENGTH)
    check_words(call, shared_note or "", private_note or "")
    if call.status == CallStatus.CONFIRMED:
        outcomes.write(actor=actor, call=call, outcome=CallStatus.COMPLETED, now=now)

    existing = db.session.get(Feedback, call_id, populate_existing=True)
    if existing is None:
        with translated():
            db.session.add(Feedback(call_id=call_id, coach_id=call.coach_id, recorded_at=now, **values))
            db.session.flush()
        reviews.show_with_log(call, logged_at=now)
        audit.record(actor, "feedback.recorded", "call", call_id, now=now, satisfaction=values["satisfaction"])
        webhook_events.tell_call(Event.FEEDBACK_RECORDED, call, now=now)
        return True
    if any(getattr(existing, name) != value for name, value in values.items()):
        db.session.execute(
            update(Feedback)
            .where(Feedback.call_id == call_id)
            .values(version=Feedback.version + 1, changed_at=now, **values)
        )
        audit.record(actor, "feedback.changed", "call", call_id, now=now, satisfaction=values["satisfaction"])
        webhook_events.tell_call(Event.FEEDBACK_CHANGED, call, now=now)
    return False


def check_words(call: Call, *written: str) -> None:
    """Raise StudentErased if anything is written of somebody who was erased: a page from before may still be open."""
    student = db.session.get_one(User, call.student_id)
    if student.erased_at is not None and any(words.strip() for words in written):
        raise StudentErased()
