"""Slots as people see them: open ones of all coaches, one slot, a coach's own week, an administrator's list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain.calls import CallStatus
from app.domain.errors import NotFound
from app.domain.slots import SlotStatus
from app.models import Call, Slot, User
from app.services import bookability, paging
from app.services.bookability import Booking
from app.services.paging import PAGE_SIZE, Page

Student = aliased(User, name="student")


@dataclass(frozen=True, slots=True)
class SlotView:
    """A slot; its call and student only where the reader may know of them."""

    id: int
    coach_id: int
    coach_name: str
    coach_timezone: str
    starts_at: datetime
    ends_at: datetime
    place: str
    status: SlotStatus
    call_id: int | None = None
    student_name: str | None = None
    student_id: int | None = None


@dataclass(frozen=True, slots=True)
class SlotFilter:
    """Which slots: of a coach, starting in [from, to), in one status (`past` counts as one).

    Those booked by a student are for lists that know of calls: open slots are nobody's.
    """

    coach_id: int | None = None
    student_id: int | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None
    status: str = "all"


PUBLIC = (Slot.id, Slot.coach_id, User.name, User.timezone, Slot.starts_at, Slot.ends_at, Slot.place, Slot.status)
PRIVATE = (*PUBLIC, Call.id, Student.name, Student.id)


def list_open(
    booking: Booking, where: SlotFilter = SlotFilter(), *, cursor: str | None = None, limit: int = PAGE_SIZE
) -> Page[SlotView]:
    """Return the slots that this person may book now, soonest first."""
    statement = (
        select(*PUBLIC)
        .join(User, User.id == Slot.coach_id)
        # The cursor first: of several lower bounds SQLite begins at the first, and would read all the pages before.
        .where(*paging.after(cursor, Slot.starts_at, Slot.id))
        .where(bookability.is_bookable(booking), *_conditions(where, booking.now))
    )
    return _page(statement, limit)


def get(slot_id: int) -> SlotView:
    """Return what everybody may know of one slot. Raises NotFound."""
    statement = select(*PUBLIC).join(User, User.id == Slot.coach_id).where(Slot.id == slot_id)
    row = db.session.execute(statement).first()
    if row is None:
        raise NotFound(kind="slot", number=slot_id)
    return _view(row)


def list_for_coach(coach_id: int, *, from_at: datetime, to_at: datetime) -> Sequence[SlotView]:
    """Return a coach's own slots that start in [from_at, to_at), withdrawn ones left out, with who booked them."""
    where = SlotFilter(coach_id=coach_id, from_at=from_at, to_at=to_at)
    statement = _private().where(Slot.status != SlotStatus.WITHDRAWN, *_conditions(where, from_at))
    return [_view(row) for row in db.session.execute(statement.order_by(Slot.starts_at))]


def list_slots(
    where: SlotFilter, *, now: datetime, cursor: str | None = None, limit: int = PAGE_SIZE
) -> Page[SlotView]:
    """Return slots for an administrator, with their students, by start."""
    statement = _private().where(*paging.after(cursor, Slot.starts_at, Slot.id), *_conditions(where, now))
    if where.student_id is not None:
        statement = statement.where(Call.student_id == where.student_id)
    return _page(statement, limit)


def _private() -> Select[*tuple[Any, ...]]:
    active = and_(Call.slot_id == Slot.id, Call.status != CallStatus.CANCELLED)
    return (
        select(*PRIVATE)
        .join(User, User.id == Slot.coach_id)
        .outerjoin(Call, active)
        .outerjoin(Student, Student.id == Call.student_id)
    )


def _conditions(where: SlotFilter, now: datetime) -> list[Any]:
    found: list[Any] = []
    if where.coach_id is not None:
        found.append(Slot.coach_id == where.coach_id)
    if where.from_at is not None:
        found.append(Slot.starts_at >= where.from_at)
    if where.to_at is not None:
        found.append(Slot.starts_at < where.to_at)
    if where.status == "past":
        found += [Slot.status != SlotStatus.WITHDRAWN, Slot.starts_at <= now]
    elif where.status == SlotStatus.WITHDRAWN:
        found.append(Slot.status == SlotStatus.WITHDRAWN)
    elif where.status != "all":
        found += [Slot.status == where.status, Slot.starts_at > now]
    return found


def _page(statement: Select[*tuple[Any, ...]], limit: int) -> Page[SlotView]:
    rows = db.session.execute(statement.order_by(Slot.starts_at, Slot.id).limit(limit + 1))
    return paging.page_of([_view(row) for row in rows], limit, lambda slot: (slot.starts_at, slot.id))


def _view(row: Any) -> SlotView:
    number, coach_id, coach_name, coach_timezone, starts_at, ends_at, place, status, *private = row
    return SlotView(
        number, coach_id, coach_name, coach_timezone, starts_at, ends_at, place, SlotStatus(status), *private
    )
