"""When people's own calendars say that they are busy: read anew by a worker, asked by weeks and bookings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, or_, select

from app.db import db
from app.domain.remote_calendars import LEASE, BusyTime, BusyUse, CalendarKind
from app.models import CalendarBusyTime, CalendarConnection, CalendarEntry, Call

READ_EVERY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class BusyTask:
    """Calendars of one account to be asked when they are busy, for the time of a lease."""

    connection_id: int
    kind: CalendarKind
    account: str
    secret: str
    addresses: Sequence[str]


def is_any_due(*, now: datetime) -> bool:
    """Return whether there are calendars to claim; asking takes no lock."""
    return db.session.scalar(select(CalendarConnection.id).where(*_due(now)).limit(1)) is not None


def claim(*, now: datetime) -> BusyTask | None:
    """Take the calendars that have waited longest to be read; return None when none are due."""
    due = (
        select(CalendarConnection)
        .where(*_due(now))
        .order_by(CalendarConnection.busy_due_at, CalendarConnection.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = db.session.scalar(due.execution_options(populate_existing=True))
    if row is None:
        return None
    row.busy_claimed_until = now + LEASE
    db.session.flush()
    return BusyTask(row.id, CalendarKind(row.kind), row.account, row.secret, sorted(row.busy_calendars))


def keep(task: BusyTask, times: Sequence[BusyTime], *, now: datetime) -> None:
    """Keep what was read, in place of what was read before, unless something else was chosen meanwhile."""
    row = db.session.get(CalendarConnection, task.connection_id, with_for_update=True, populate_existing=True)
    if row is None or row.ended_at is not None or sorted(row.busy_calendars) != task.addresses:
        return
    row.busy_claimed_until, row.busy_due_at = None, now + READ_EVERY
    db.session.flush()
    db.session.execute(delete(CalendarBusyTime).where(CalendarBusyTime.connection_id == row.id))
    mine = {"connection_id": row.id, "user_id": row.user_id, "is_closed": row.busy_use == BusyUse.CLOSE}
    if left := without(merge(times), _own(row.id)):
        rows = [{**mine, "starts_at": time.starts_at, "ends_at": time.ends_at} for time in left]
        db.session.execute(insert(CalendarBusyTime), rows)


def put_off(task: BusyTask, *, now: datetime) -> None:
    """Let calendars wait to be read; what was read of them before still counts."""
    row = db.session.get(CalendarConnection, task.connection_id, with_for_update=True, populate_existing=True)
    if row is not None:
        row.busy_claimed_until, row.busy_due_at = None, now + READ_EVERY
        db.session.flush()


def list_between(user_id: int, from_at: datetime, to_at: datetime) -> Sequence[BusyTime]:
    """Return when a person is busy elsewhere within a stretch of time, by their start."""
    rows = db.session.execute(
        select(CalendarBusyTime.starts_at, CalendarBusyTime.ends_at)
        .where(
            CalendarBusyTime.user_id == user_id, CalendarBusyTime.ends_at > from_at, CalendarBusyTime.starts_at < to_at
        )
        .order_by(CalendarBusyTime.starts_at)
    )
    return [BusyTime(*row) for row in rows]


def merge(times: Sequence[BusyTime]) -> Sequence[BusyTime]:
    """Return the same time in as few stretches as it has."""
    merged: list[BusyTime] = []
    for time in sorted(times, key=lambda time: (time.starts_at, time.ends_at)):
        if merged and time.starts_at <= merged[-1].ends_at:
            merged[-1] = BusyTime(merged[-1].starts_at, max(merged[-1].ends_at, time.ends_at))
        else:
            merged.append(time)
    return merged


def without(times: Sequence[BusyTime], others: Sequence[BusyTime]) -> Sequence[BusyTime]:
    """Return what is left of stretches of time when others are taken out."""
    left = list(times)
    for other in others:
        left = [
            part
            for time in left
            for part in (
                BusyTime(time.starts_at, min(time.ends_at, other.starts_at)),
                BusyTime(max(time.starts_at, other.ends_at), time.ends_at),
            )
            if part.ends_at > part.starts_at
        ]
    return left


def _own(connection_id: int) -> Sequence[BusyTime]:
    """Return the times of the calls that were written there: whether they hold is known here, and better."""
    rows = db.session.execute(
        select(Call.starts_at, Call.ends_at)
        .join(CalendarEntry, CalendarEntry.call_id == Call.id)
        .where(CalendarEntry.connection_id == connection_id)
    )
    return [BusyTime(*row) for row in rows]


def _due(now: datetime) -> list[ColumnElement[bool]]:
    return [
        CalendarConnection.ended_at.is_(None),
        CalendarConnection.busy_use != BusyUse.IGNORE,
        CalendarConnection.busy_due_at <= now,
        or_(CalendarConnection.busy_claimed_until.is_(None), CalendarConnection.busy_claimed_until <= now),
        or_(CalendarConnection.paused_until.is_(None), CalendarConnection.paused_until <= now),
    ]
