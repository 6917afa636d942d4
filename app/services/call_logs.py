"""A coach's log as its page has it: the score with the notes, what was agreed, and what is done; and its draft."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from app.db import db
from app.domain.actors import Actor
from app.domain.calls import Role
from app.domain.errors import WrongRole
from app.domain.text import NOTE_LENGTH, clean
from app.models import Feedback, NextStep, NoteDraft
from app.services import calls, feedback, next_steps


@dataclass(frozen=True, slots=True)
class Notes:
    """What is written beside the score: two notes, and what was agreed, a line for each step."""

    private_note: str
    shared_note: str
    next_steps: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Notes that were typed and not saved."""

    notes: Notes
    saved_at: datetime


def save(
    *, actor: Actor, call_id: int, satisfaction: object, notes: Notes, done: Collection[int], now: datetime
) -> None:
    """Save the log whole, and remove its draft. Raises as `feedback.record` does."""
    feedback.record(
        actor=actor,
        call_id=call_id,
        satisfaction=satisfaction,
        shared_note=notes.shared_note,
        private_note=notes.private_note,
        now=now,
    )
    call = calls.get_locked(call_id)
    feedback.check_words(call, notes.next_steps)
    next_steps.agree(call, notes.next_steps, now=now)
    next_steps.tick(call, done, now=now)
    _remove(call_id)


def keep_draft(*, actor: Actor, call_id: int, notes: Notes, now: datetime) -> None:
    """Keep what was typed so far, for any device of the coach's.

    Raises NotFound, WrongRole for its student, StudentErased.
    """
    role, now = calls.lock(actor, call_id, now=now)
    if role is Role.STUDENT:
        raise WrongRole()
    call = calls.get_locked(call_id)
    _remove(call_id)
    if notes == find_saved(call_id):
        return
    feedback.check_words(call, notes.private_note, notes.shared_note, notes.next_steps)
    written = {
        name: clean(getattr(notes, name), field=name, limit=NOTE_LENGTH)
        for name in ("private_note", "shared_note", "next_steps")
    }
    parties = {"coach_id": call.coach_id, "student_id": call.student_id}
    db.session.add(NoteDraft(call_id=call_id, **parties, **written, saved_at=now))
    db.session.flush()


def find_saved(call_id: int) -> Notes:
    """Return what is written in the log of a call, nothing before there is one; its coach alone may ask."""
    logged = db.session.get(Feedback, call_id, populate_existing=True)
    steps = db.session.scalars(select(NextStep.body).where(NextStep.call_id == call_id).order_by(NextStep.id))
    return Notes(logged.private_note if logged else "", logged.shared_note if logged else "", "\n".join(steps))


def find_draft(call_id: int) -> Draft | None:
    """Return what was typed into the notes of a call and not saved; its coach alone may ask."""
    kept = db.session.get(NoteDraft, call_id)
    if kept is None:
        return None
    return Draft(Notes(kept.private_note, kept.shared_note, kept.next_steps), kept.saved_at)


def _remove(call_id: int) -> None:
    db.session.execute(delete(NoteDraft).where(NoteDraft.call_id == call_id))
