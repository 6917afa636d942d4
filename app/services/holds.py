"""Holding a slot for one student for a while: nobody else is shown it, nor books it.

A hold ends by itself: when its time is up, and, by the database's own doing, when its slot is booked or withdrawn,
and when its student books another that was held for the same cancelled call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.db import db
from app.domain.actors import Actor
from app.domain.holds import HoldReason
from app.models import Hold, Slot, User
from app.services import audit, slots


@dataclass(frozen=True, slots=True)
class HeldSlot:
    """A slot that is held for somebody, as that student sees it."""

    slot_id: int
    coach_id: int
    coach_name: str
    coach_timezone: str
    starts_at: datetime
    ends_at: datetime
    place: str
    until: datetime
    reason: HoldReason
    call_id: int | None


def hold(
    *,
    actor: Actor,
    slot_id: int,
    student_id: int,
    reason: HoldReason,
    until: datetime,
    call_id: int | None = None,
    now: datetime,
) -> int | None:
    """Hold an open slot until an instant and return the hold's number, or None if others were quicker.

    Whether the student may book the slot at all is asked before, of `bookability`.
    """
    db.session.execute(delete(Hold).where(Hold.slot_id == slot_id, Hold.until <= now))
    held = Hold(
        slot_id=slot_id, student_id=student_id, reason=reason.value, until=until, call_id=call_id, created_at=now
    )
    try:
        with db.session.begin_nested():
            db.session.add(held)
    except IntegrityError:
        return None
    audit.record(actor, "slot.held", "slot", slot_id, now=now, student=student_id, until=until)
    return held.id


def let_go(*, slot_id: int, student_id: int) -> None:
    """End a hold before its time; without one nothing happens."""
    db.session.execute(delete(Hold).where(Hold.slot_id == slot_id, Hold.student_id == student_id))


def release(*, slot_id: int, student_id: int, now: datetime) -> None:
    """End a hold, and let whoever waits for the slot be asked next if it is free."""
    let_go(slot_id=slot_id, student_id=student_id)
    slots.note_free(Slot.id == slot_id, now=now)


def let_go_for_call(call_id: int) -> None:
    """Let go of all that was held to stand in for a call."""
    db.session.execute(delete(Hold).where(Hold.call_id == call_id))


def clear_lapsed(*, now: datetime) -> int:
    """Clear away the holds whose time is up, which bind nobody any more; return how many."""
    gone = db.session.scalars(delete(Hold).where(Hold.until <= now).returning(Hold.slot_id)).all()
    if gone:
        slots.note_free(Slot.id.in_(gone), now=now)
    return len(gone)


def held_until(slot_id: int, student_id: int, *, now: datetime) -> datetime | None:
    """Return until when a slot is held for a student, None if it is not."""
    mine = Hold.slot_id == slot_id, Hold.student_id == student_id, Hold.until > now
    return db.session.scalar(select(Hold.until).where(*mine))


def list_for_student(student_id: int, *, call_id: int | None = None, now: datetime) -> Sequence[HeldSlot]:
    """Return what is held for a student now, soonest first; perhaps only what is to stand in for one call."""
    statement = (
        select(
            Slot.id, Slot.coach_id, User.name, User.timezone, Slot.starts_at, Slot.ends_at, Slot.place, Hold.until,
            Hold.reason, Hold.call_id,
        )
        .join(Slot, Slot.id == Hold.slot_id)
        .join(User, User.id == Slot.coach_id)
        .where(Hold.student_id == student_id, Hold.until > now)
    )  # fmt: skip
    if call_id is not None:
        statement = statement.where(Hold.call_id == call_id)
    rows = db.session.execute(statement.order_by(Slot.starts_at, Slot.id))
    return [_view(row) for row in rows]


def _view(row: Any) -> HeldSlot:
    slot_id, coach_id, name, timezone, starts_at, ends_at, place, until, reason, call_id = row
    return HeldSlot(
        slot_id, coach_id, name, timezone, starts_at, ends_at, place, until, HoldReason(reason), call_id
    )  # fmt: skip
