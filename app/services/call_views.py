"""Calls as their two parties see them, and as an administrator does. A phone number leaves by `party` alone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain.actors import Actor
from app.domain.calls import CallStatus, Role, withdrew_slot
from app.domain.contacts import parties_see_phones
from app.domain.errors import NotFound
from app.domain.policy import Policy
from app.domain.slots import SlotStatus
from app.models import Call, Feedback, Slot, User
from app.services import paging
from app.services.paging import PAGE_SIZE, Page

AHEAD = (CallStatus.PENDING, CallStatus.CONFIRMED)

Coach = aliased(User, name="coach")
Student = aliased(User, name="student")
Restoring = aliased(Call, name="restoring")


class CallList(StrEnum):
    """The three lists of a person's calls."""

    UPCOMING = "upcoming"
    PAST = "past"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Party:
    """One of a call's two people; the phone (E.164) only while the reader may see it."""

    id: int
    name: str
    timezone: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """What was logged; `private_note` is None for everybody but the coach and administrators (case H2)."""

    satisfaction: int | None
    shared_note: str
    private_note: str | None
    version: int
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CallView:
    """A call as one reader may see it."""

    id: int
    slot_id: int
    starts_at: datetime
    ends_at: datetime
    place: str
    status: CallStatus
    note: str
    version: int
    booked_at: datetime
    moved_at: datetime | None
    move_reason: str
    cancelled_at: datetime | None
    cancelled_by_id: int | None
    cancel_reason: str
    # The cancelled call that this one brings back, and the one that brings this one back.
    restores_id: int | None
    restored_by_id: int | None
    # Whether the slot may be booked again: open, or withdrawn by this call's own cancellation.
    is_slot_free: bool
    coach: Party
    student: Party
    feedback: FeedbackView | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, when, under which limits."""

    actor: Actor
    policy: Policy
    now: datetime


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls, for an administrator: of a coach or a student, starting in [from, to), in one status."""

    coach_id: int | None = None
    student_id: int | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None
    status: CallStatus | None = None
    lacks_feedback: bool = False
    has_feedback: bool = False
    has_ended: bool = False
    satisfaction: int | None = None
    has_note: bool = False


def get(call_id: int, reader: Reader) -> CallView:
    """Return one call. Raises NotFound for a stranger, as for a call that does not exist (case E3)."""
    row = db.session.execute(_all().where(Call.id == call_id)).first()
    if row is None or not (reader.actor.is_admin or reader.actor.user_id in (row.Call.coach_id, row.Call.student_id)):
        raise NotFound(kind="call", number=call_id)
    return _view(row, reader)


def list_own(which: CallList, reader: Reader, *, cursor: str | None = None, limit: int = PAGE_SIZE) -> Page[CallView]:
    """Return the reader's own calls: upcoming ones soonest first, past and cancelled ones latest first."""
    me = reader.actor.user_id
    statement = _all().where(or_(Call.student_id == me, Call.coach_id == me))
    if which is CallList.UPCOMING:
        statement = statement.where(Call.status.in_(AHEAD), Call.ends_at > reader.now)
    elif which is CallList.PAST:
        statement = statement.where(Call.status != CallStatus.CANCELLED, Call.ends_at <= reader.now)
    else:
        statement = statement.where(Call.status == CallStatus.CANCELLED)
    return _page(statement, reader, cursor, limit, descending=which is not CallList.UPCOMING)


def list_waiting(reader: Reader, *, cursor: str | None = None, limit: int = PAGE_SIZE) -> Page[CallView]:
    """Return the reader's ended calls as a coach that wait for feedback, oldest first."""
    where = CallFilter(coach_id=reader.actor.user_id, lacks_feedback=True)
    return list_calls(where, reader, cursor=cursor, limit=limit)


def count_waiting(reader: Reader) -> int:
    """Return how many calls `list_waiting` holds."""
    return count(CallFilter(coach_id=reader.actor.user_id, lacks_feedback=True), reader)


def list_calls(
    where: CallFilter,
    reader: Reader,
    *,
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
    latest_first: bool = False,
) -> Page[CallView]:
    """Return any calls, by start; strangers' only to an administrator, which the caller has made sure of."""
    return _page(_all().where(*_conditions(where, reader)), reader, cursor, limit, descending=latest_first)


def count(where: CallFilter, reader: Reader) -> int:
    """Return how many calls `list_calls` holds."""
    statement = select(func.count()).select_from(Call).outerjoin(Feedback, Feedback.call_id == Call.id)
    return db.session.scalar(statement.where(*_conditions(where, reader))) or 0


def _conditions(where: CallFilter, reader: Reader) -> list[ColumnElement[bool]]:
    waits = Feedback.call_id.is_(None) & Call.status.in_((CallStatus.CONFIRMED, CallStatus.COMPLETED))
    wanted: list[tuple[bool, Callable[[], ColumnElement[bool]]]] = [
        (where.coach_id is not None, lambda: Call.coach_id == where.coach_id),
        (where.student_id is not None, lambda: Call.student_id == where.student_id),
        (where.from_at is not None, lambda: Call.starts_at >= where.from_at),
        (where.to_at is not None, lambda: Call.starts_at < where.to_at),
        (where.status is not None, lambda: Call.status == where.status),
        (where.has_ended, lambda: Call.status != CallStatus.CANCELLED),
        (where.has_ended or where.lacks_feedback, lambda: Call.ends_at <= reader.now),
        (where.lacks_feedback, lambda: waits),
        (where.has_feedback, lambda: Feedback.call_id.is_not(None)),
        (where.satisfaction is not None, lambda: Feedback.satisfaction == where.satisfaction),
        (where.has_note, lambda: or_(Feedback.shared_note != "", Feedback.private_note != "")),
    ]
    return [condition() for is_asked, condition in wanted if is_asked]


def _all() -> Select[*tuple[Any, ...]]:
    restored_by = select(Restoring.id).where(Restoring.restores_id == Call.id).scalar_subquery()
    return (
        select(Call, Slot, Coach, Student, Feedback, restored_by)
        .join(Slot, Slot.id == Call.slot_id)
        .join(Coach, Coach.id == Call.coach_id)
        .join(Student, Student.id == Call.student_id)
        .outerjoin(Feedback, Feedback.call_id == Call.id)
    )


def _page(
    statement: Select[*tuple[Any, ...]], reader: Reader, cursor: str | None, limit: int, *, descending: bool
) -> Page[CallView]:
    order = (Call.starts_at.desc(), Call.id.desc()) if descending else (Call.starts_at, Call.id)
    statement = statement.where(*paging.after(cursor, Call.starts_at, Call.id, descending=descending))
    rows = db.session.execute(statement.order_by(*order).limit(limit + 1))
    return paging.page_of([_view(row, reader) for row in rows], limit, lambda call: (call.starts_at, call.id))


def _view(row: Any, reader: Reader) -> CallView:
    call, slot, coach, student, feedback, restored_by_id = row
    status = CallStatus(call.status)
    sees_phones = reader.actor.is_admin or parties_see_phones(
        status=status, ends_at=call.ends_at, contact_period=reader.policy.contact_period, now=reader.now
    )
    return CallView(
        id=call.id,
        slot_id=call.slot_id,
        starts_at=call.starts_at,
        ends_at=call.ends_at,
        place=slot.place,
        status=status,
        note=call.note,
        version=call.version,
        booked_at=call.booked_at,
        moved_at=call.moved_at,
        move_reason=call.move_reason,
        cancelled_at=call.cancelled_at,
        cancelled_by_id=call.cancelled_by_id,
        cancel_reason=call.cancel_reason,
        restores_id=call.restores_id,
        restored_by_id=restored_by_id,
        is_slot_free=slot.status == SlotStatus.OPEN
        or withdrew_slot(call.cancelled_at, slot.withdrawn_at, role=_canceller(call)),
        coach=party(coach, sees_phones),
        student=party(student, sees_phones),
        feedback=_feedback(feedback, sees_all=reader.actor.user_id != call.student_id) if feedback else None,
    )


def _canceller(call: Call) -> Role:
    return {call.student_id: Role.STUDENT, call.coach_id: Role.COACH}.get(call.cancelled_by_id or 0, Role.ADMIN)


def party(person: User, sees_phone: bool) -> Party:
    """Return one of a call's people, with the phone if the reader sees it."""
    return Party(person.id, person.name, person.timezone, person.phone if sees_phone else None)


def _feedback(feedback: Feedback, *, sees_all: bool) -> FeedbackView:
    return FeedbackView(
        satisfaction=feedback.satisfaction if sees_all else None,
        shared_note=feedback.shared_note,
        private_note=feedback.private_note if sees_all else None,
        version=feedback.version,
        changed_at=feedback.changed_at,
    )
