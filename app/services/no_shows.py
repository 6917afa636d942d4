"""Missed calls and what follows them: whoever misses several is warned, and then books nothing for a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update

from app.db import db
from app.domain.actors import Actor
from app.domain.attendance import Finding
from app.domain.calls import CallStatus
from app.domain.errors import NotFound, ReasonRequired
from app.domain.no_shows import SECOND_THOUGHTS, Consequence, MissedCall, next_consequence
from app.domain.notifications import BOOKING_PAUSED, NO_SHOWS_WARNED
from app.domain.policy import Policy
from app.domain.text import REASON_LENGTH, clean
from app.models import Attendance, Call, NoShowNotice, User
from app.services import audit, outbox, people


@dataclass(frozen=True, slots=True)
class Pause:
    """A student who may not book for a while."""

    student: str
    email: str
    call_id: int
    told_at: datetime
    until: datetime | None


def is_paused(student: Any, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a student may not book now."""
    return exists().where(NoShowNotice.student_id == student, *_pausing(now))


def paused_until(student_id: int | None, now: datetime) -> datetime | None:
    """Return until when a student may not book, or None who may."""
    return db.session.scalar(
        select(func.max(NoShowNotice.until)).where(NoShowNotice.student_id == student_id, *_pausing(now))
    )


def list_missed(student_id: int, *, policy: Policy, now: datetime) -> Sequence[MissedCall]:
    """Return a student's calls of the last so many days that count as missed, the latest first."""
    rows = db.session.execute(
        select(Call.id, Call.starts_at)
        .where(Call.student_id == student_id, *_missed(policy, now))
        .order_by(Call.starts_at.desc(), Call.id.desc())
    )
    return [MissedCall(*row) for row in rows]


def list_due(*, policy: Policy, now: datetime) -> Sequence[int]:
    """Return the students who have missed so many calls that something may follow; none where there is no limit."""
    if not policy.no_shows_limit:
        return []
    counted = select(Call.student_id).where(*_missed(policy, now), Call.outcome_at <= now - SECOND_THOUGHTS)
    many = counted.group_by(Call.student_id).having(func.count() >= policy.no_shows_limit)
    return db.session.scalars(many.order_by(Call.student_id)).all()


def weigh(student_id: int, *, actor: Actor, policy: Policy, now: datetime) -> Consequence | None:
    """Warn a student, or pause their booking, if that follows now from the calls they missed; return which."""
    now = people.lock([student_id], now=now)
    missed = list_missed(student_id, policy=policy, now=now)
    told = select(NoShowNotice).where(NoShowNotice.student_id == student_id)
    followed = {notice.call_id for notice in db.session.scalars(told)}
    holds = (NoShowNotice.kind == Consequence.WARNING, NoShowNotice.told_at > now - policy.no_shows_period)
    warned_at = db.session.scalar(
        select(func.max(NoShowNotice.told_at)).where(NoShowNotice.student_id == student_id, *holds, _still_counts())
    )
    what = next_consequence(missed, limit=policy.no_shows_limit, warned_at=warned_at, followed=followed)
    if what is not None:
        _tell(student_id, missed[0].call_id, what, actor=actor, policy=policy, now=now)
    return what


def _tell(student_id: int, call_id: int, what: Consequence, *, actor: Actor, policy: Policy, now: datetime) -> None:
    until = now + policy.booking_pause if what is Consequence.PAUSE else None
    notice = {"call_id": call_id, "student_id": student_id, "kind": what.value, "told_at": now, "until": until}
    db.session.add(NoShowNotice(**notice))
    db.session.flush()
    audit.record(actor, f"booking.{what.value}", "user", student_id, now=now, call=call_id)
    kind = BOOKING_PAUSED if until else NO_SHOWS_WARNED
    told = {"call": call_id, "until": until.isoformat()} if until else {"call": call_id}
    outbox.write_to([student_id], kind, about=f"{kind}/{call_id}", now=now, **told)


def lift(*, actor: Actor, student_id: int, reason: str, now: datetime) -> None:
    """Let a student book again before the pause has ended. Raises NotFound, ReasonRequired."""
    reason = clean(reason, field="reason", limit=REASON_LENGTH)
    if not reason:
        raise ReasonRequired()
    now = people.lock([student_id], now=now)
    if paused_until(student_id, now) is None:
        raise NotFound(kind="pause", number=student_id)
    pausing = (NoShowNotice.kind == Consequence.PAUSE, NoShowNotice.lifted_at.is_(None), NoShowNotice.until > now)
    db.session.execute(
        update(NoShowNotice)
        .where(NoShowNotice.student_id == student_id, *pausing)
        .values(lifted_at=now, lifted_reason=reason)
    )
    audit.record(actor, "booking.pause_lifted", "user", student_id, now=now, reason=reason)


def list_pauses(*, now: datetime, limit: int) -> Sequence[Pause]:
    """Return who may not book now, the longest first."""
    rows = db.session.execute(
        select(User.name, User.email, NoShowNotice.call_id, NoShowNotice.told_at, NoShowNotice.until)
        .join(User, User.id == NoShowNotice.student_id)
        .where(*_pausing(now))
        .order_by(NoShowNotice.until.desc(), NoShowNotice.call_id)
        .limit(limit)
    )
    return [Pause(*row) for row in rows]


def _pausing(now: datetime) -> tuple[ColumnElement[bool], ...]:
    runs = and_(NoShowNotice.until > now, NoShowNotice.lifted_at.is_(None))
    return NoShowNotice.kind == Consequence.PAUSE, runs, _still_counts()


def _still_counts() -> ColumnElement[bool]:
    """Return the condition that the call of a notice was missed, and nobody contradicts that."""
    return exists().where(Call.id == NoShowNotice.call_id, Call.status == CallStatus.NO_SHOW, ~_is_contradicted())


def _missed(policy: Policy, now: datetime) -> tuple[ColumnElement[bool], ...]:
    recent = Call.starts_at > now - policy.no_shows_period
    return recent, Call.starts_at <= now, Call.status == CallStatus.NO_SHOW, ~_is_contradicted()


def _is_contradicted() -> ColumnElement[bool]:
    found_otherwise = or_(Attendance.settled_at.is_(None), Attendance.finding != Finding.NO_SHOW)
    return exists().where(Attendance.call_id == Call.id, found_otherwise)
