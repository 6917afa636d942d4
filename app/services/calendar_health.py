"""How it goes with people's own calendars: reached, troubled, left alone, forgotten."""

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select, update

from app.db import db
from app.domain.remote_calendars import GIVE_UP_REMOVING, STOPPED, Trouble, pause_after
from app.models import CalendarBusyTime, CalendarConnection, CalendarEntry


def note_reached(connection_id: int, *, has_changed: bool = False, now: datetime) -> None:
    """Write down that a calendar was written or read; one that has changed is read again."""
    values = {"reached_at": now, "trouble": "", "failures": 0, "paused_until": None}
    if has_changed:
        values["busy_due_at"] = now
    db.session.execute(update(CalendarConnection).where(CalendarConnection.id == connection_id).values(values))


def note_trouble(
    connection_id: int, trouble: Trouble, *, wait: timedelta | None = None, chance: float, now: datetime
) -> None:
    """Write down what has gone wrong, and leave the calendar alone for a while: longer each time.

    `wait` is what its server has asked for. One that was left, and that nothing more can be taken out of, is forgotten.
    """
    row = db.session.get(CalendarConnection, connection_id, with_for_update=True, populate_existing=True)
    if row is None:
        return
    is_stopped = trouble in (Trouble.NOT_LET_IN, Trouble.GONE)
    if row.ended_at and (is_stopped or now - row.ended_at >= GIVE_UP_REMOVING):
        forget(connection_id)
        return
    row.trouble = trouble
    if trouble is not Trouble.REFUSED:
        row.paused_until = now + (
            STOPPED if is_stopped else max(wait or timedelta(0), pause_after(row.failures, chance))
        )
        row.failures += 1
    db.session.flush()


def forget_if_empty(connection_id: int) -> None:
    """Forget a calendar that was left, once the last call is out of it."""
    is_left = exists().where(CalendarConnection.id == connection_id, CalendarConnection.ended_at.is_not(None))
    has_entries = exists().where(CalendarEntry.connection_id == connection_id)
    if db.session.scalar(select(is_left & ~has_entries)):
        forget(connection_id)


def forget(connection_id: int) -> None:
    """Forget a calendar, whatever lies in it."""
    for kind in (CalendarBusyTime, CalendarEntry):
        db.session.execute(delete(kind).where(kind.connection_id == connection_id))
    db.session.execute(delete(CalendarConnection).where(CalendarConnection.id == connection_id))


def count_connected() -> int:
    """Return how many people have their calendar connected."""
    in_use = select(func.count()).select_from(CalendarConnection).where(CalendarConnection.ended_at.is_(None))
    return db.session.scalar(in_use) or 0


def count_troubles() -> dict[Trouble, int]:
    """Return how many calendars in use have which trouble."""
    troubled = select(CalendarConnection.trouble).where(
        CalendarConnection.trouble != "", CalendarConnection.ended_at.is_(None)
    )
    counts = dict.fromkeys(Trouble, 0)
    for trouble in db.session.scalars(troubled):
        counts[Trouble(trouble)] += 1
    return {trouble: count for trouble, count in counts.items() if count}
