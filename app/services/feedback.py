"""The coach's log of calls: recorded, changed, listed."""

from datetime import datetime

from sqlalchemy import select, update

from app.db import db
from app.domain import feedback as rules
from app.domain.actors import Actor
from app.domain.calls import CallStatus
from app.domain.errors import NotFound, WrongRole
from app.domain.text import NOTE_LENGTH, clean
from app.models import Call, Feedback
from app.services import audit, people
from app.services.calls import facts_of, set_outcome
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
    completed. Raises NotFound, WrongRole for its student, BadRating, AlreadyCancelled, TooEarlyForFeedback, MissedCall.
    """
    parties = db.session.execute(select(Call.coach_id, Call.student_id).where(Call.id == call_id)).first()
    if parties is None or not (actor.is_admin or actor.user_id in parties):
        raise NotFound(kind="call", number=call_id)
    if not actor.is_admin and actor.user_id != parties.coach_id:
        raise WrongRole()
    now = people.lock(parties, now=now)
    call = db.session.get_one(Call, call_id, populate_existing=True)
    rules.check_can_record(facts_of(call), now=now)
    values: dict[str, object] = {"satisfaction": rules.check_rating(satisfaction)}
    for name, note in (("shared_note", shared_note), ("private_note", private_note)):
        if note is not None:
            values[name] = clean(note, field=name, limit=NOTE_LENGTH)
    if call.status == CallStatus.CONFIRMED:
        set_outcome(actor=actor, call=call, outcome=CallStatus.COMPLETED, now=now)

    existing = db.session.get(Feedback, call_id, populate_existing=True)
    if existing is None:
        with translated():
            db.session.add(Feedback(call_id=call_id, coach_id=call.coach_id, recorded_at=now, **values))
            db.session.flush()
        audit.record(actor, "feedback.recorded", "call", call_id, now=now, satisfaction=values["satisfaction"])
        return True
    if any(getattr(existing, name) != value for name, value in values.items()):
        db.session.execute(
            update(Feedback)
            .where(Feedback.call_id == call_id)
            .values(version=Feedback.version + 1, changed_at=now, **values)
        )
        audit.record(actor, "feedback.changed", "call", call_id, now=now, satisfaction=values["satisfaction"])
    return False
