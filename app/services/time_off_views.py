"""When a coach is off, and what lies inside."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from app.db import db
from app.domain.calls import AHEAD
from app.domain.errors import DuringTimeOff, NotFound
from app.domain.policy import LONGEST_SLOT
from app.domain.slots import SlotStatus
from app.domain.time_off import TimeOff
from app.models import Call, Slot, User
from app.models import TimeOff as Row


@dataclass(frozen=True, slots=True)
class CallInside:
    """A booked call that a time off touches, as its coach sees it."""

    call_id: int
    student_id: int
    student_name: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class TimeOffView:
    """A time off with how many open slots it hides, and the booked calls inside."""

    time_off: TimeOff
    hidden: int
    calls: Sequence[CallInside]


def list_between(coach_id: int, from_at: datetime, to_at: datetime) -> tuple[TimeOff, ...]:
    """Return when a coach is off in [from_at, to_at), by its start."""
    touching = (Row.coach_id == coach_id, Row.starts_at < to_at, Row.ends_at > from_at)
    rows = db.session.scalars(select(Row).where(*touching).order_by(Row.starts_at, Row.id))
    return tuple(_as_domain(row) for row in rows)


def check_free(coach_id: int, starts_at: datetime, ends_at: datetime) -> None:
    """Raise DuringTimeOff if the coach is off at any moment of this time."""
    for off in list_between(coach_id, starts_at, ends_at)[:1]:
        raise DuringTimeOff(off_from=off.starts_at, off_until=off.ends_at)


def list_ahead(coach_id: int, *, now: datetime) -> Sequence[TimeOffView]:
    """Return a coach's times off that are not over, soonest first."""
    ahead = (Row.coach_id == coach_id, Row.ends_at > now)
    rows = db.session.scalars(select(Row).where(*ahead).order_by(Row.starts_at, Row.id)).all()
    touched = (Slot.coach_id == Row.coach_id, Slot.starts_at < Row.ends_at, Slot.ends_at > Row.starts_at)
    inside = select(Row.id).join(Slot, and_(*touched)).where(*ahead, Slot.starts_at > now)
    hidden = inside.add_columns(func.count().label("hidden")).where(Slot.status == SlotStatus.OPEN).group_by(Row.id)
    counts = {row.id: row.hidden for row in db.session.execute(hidden)}
    calls: dict[int, list[CallInside]] = defaultdict(list)
    for number, *call in db.session.execute(_with_calls(inside)):
        calls[number].append(CallInside(*call))
    return [TimeOffView(_as_domain(row), counts.get(row.id, 0), calls[row.id]) for row in rows]


def get(number: int) -> tuple[int, TimeOff]:
    """Return a time off with the number of its coach. Raises NotFound."""
    row = db.session.get(Row, number, populate_existing=True)
    if row is None:
        raise NotFound(kind="time off", number=number)
    return row.coach_id, _as_domain(row)


def view_of(coach_id: int, off: TimeOff, *, now: datetime) -> TimeOffView:
    """Return what a time off touches, whether it is written yet or not."""
    touched = touched_slots(coach_id, off, now=now)
    hidden = db.session.scalar(select(func.count()).select_from(Slot).where(*touched, Slot.status == SlotStatus.OPEN))
    calls = db.session.execute(_with_calls(select(Slot.id).where(*touched)))
    return TimeOffView(off, hidden or 0, [CallInside(*call) for _, *call in calls])


def touched_slots(coach_id: int, off: TimeOff, *, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on the slots ahead that a time off touches."""
    return (
        Slot.coach_id == coach_id,
        # No slot is longer; saying so keeps a long history out of the search.
        Slot.starts_at > max(now, off.starts_at - LONGEST_SLOT),
        Slot.starts_at < off.ends_at,
        Slot.ends_at > off.starts_at,
    )


def _with_calls(slots: Select[Any]) -> Select[Any]:
    columns = (Call.id, Call.student_id, User.name, Call.starts_at, Call.ends_at)
    return (
        slots.add_columns(*columns)
        .join(Call, and_(Call.slot_id == Slot.id, Call.status.in_(AHEAD)))
        .join(User, User.id == Call.student_id)
        .order_by(Call.starts_at)
    )


def _as_domain(row: Row) -> TimeOff:
    return TimeOff(row.starts_at, row.ends_at, row.timezone, row.id)
