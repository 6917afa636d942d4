"""Calls in people's own calendars: wanted in the transaction of what changes them, written by a worker (I-21).

A row says how a call is to be in one calendar, not what has happened to it: whoever writes it reads the call as it is,
so that changes one after the other are written once, and in any order to the same end.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db
from app.domain.calls import AHEAD
from app.domain.remote_calendars import LEASE, TOO_LATE, CalendarKind, RemoteEvent
from app.models import CalendarConnection, CalendarEntry, Call, User
from app.services import calendar_health, call_chains
from app.services.erasure_plan import EMPTIED

WAITING, DONE, FAILED = "waiting", "done", "failed"


@dataclass(frozen=True, slots=True)
class Task:
    """One call to be written into one calendar, or taken out of it, for the time of a lease."""

    id: int
    change: int
    attempts: int
    call_id: int
    uid: str
    known: RemoteEvent | None
    connection_id: int
    kind: CalendarKind
    account: str
    secret: str
    calendar: str
    is_left: bool
    user_id: int
    locale: str
    timezone: str
    hour_cycle: str


def want(call: Call, *, now: datetime, delay: timedelta = timedelta(0)) -> None:
    """Have a call written as it is now into the calendars of its two people; `delay` leaves time to take it back."""
    calendars = db.session.execute(
        select(CalendarConnection.id, CalendarConnection.user_id).where(
            CalendarConnection.user_id.in_((call.coach_id, call.student_id)),
            CalendarConnection.ended_at.is_(None),
            CalendarConnection.address != "",
        )
    ).all()
    if calendars:
        uid = call_chains.uids_of([call.id])[call.id]
        _write([(connection_id, user_id, uid, call.id) for connection_id, user_id in calendars], at=now + delay)


def want_ahead(connection_id: int, user_id: int, *, now: datetime) -> None:
    """Have all calls that lie ahead of a person written into a calendar."""
    ahead = select(Call.id).where(
        or_(Call.coach_id == user_id, Call.student_id == user_id), Call.status.in_(AHEAD), Call.ends_at > now
    )
    uids = call_chains.uids_of(db.session.scalars(ahead))
    _write([(connection_id, user_id, uid, call_id) for call_id, uid in sorted(uids.items())], at=now)


def want_all(connection_id: int, *, now: datetime) -> None:
    """Have everything that was written into a calendar, or is being written, looked at again."""
    mine = CalendarEntry.connection_id == connection_id
    is_nowhere = (CalendarEntry.address == "", CalendarEntry.attempts == 0)
    db.session.execute(delete(CalendarEntry).where(mine, *is_nowhere))
    again = {"state": WAITING, "change": CalendarEntry.change + 1, "next_attempt_at": now}
    db.session.execute(update(CalendarEntry).where(mine).values(again))


def make_nameless(connection_id: int) -> None:
    """Forget where events lie: they are found by their names. Whoever is writing one writes nothing down any more."""
    forgotten = {**EMPTIED[CalendarEntry], "attempts": CalendarEntry.attempts + 1}
    db.session.execute(update(CalendarEntry).where(CalendarEntry.connection_id == connection_id).values(forgotten))


def _write(rows: Iterable[tuple[int, int, str, int]], *, at: datetime) -> None:
    values = [
        {
            "connection_id": connection_id,
            "user_id": user_id,
            "uid": uid,
            "call_id": call_id,
            "address": "",
            "etag": "",
            "state": WAITING,
            "change": 1,
            "attempts": 0,
            "next_attempt_at": at,
        }
        for connection_id, user_id, uid, call_id in rows
    ]
    if not values:
        return
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    wanting = insert(CalendarEntry).values(values)
    again = {
        "call_id": wanting.excluded.call_id,
        "state": WAITING,
        "change": CalendarEntry.change + 1,
        "next_attempt_at": wanting.excluded.next_attempt_at,
    }
    db.session.execute(wanting.on_conflict_do_update(index_elements=["connection_id", "uid"], set_=again))


def claim(*, now: datetime) -> Task | None:
    """Take what has waited longest in calendars that are not left alone; return None when nothing is due.

    What ended long ago is written nowhere any more.
    """
    due = (
        select(CalendarEntry, CalendarConnection, User, Call.ends_at)
        .join(CalendarConnection, CalendarConnection.id == CalendarEntry.connection_id)
        .join(User, User.id == CalendarEntry.user_id)
        .join(Call, Call.id == CalendarEntry.call_id)
        .where(
            CalendarEntry.state == WAITING,
            CalendarEntry.next_attempt_at <= now,
            or_(CalendarEntry.claimed_until.is_(None), CalendarEntry.claimed_until <= now),
            or_(CalendarConnection.paused_until.is_(None), CalendarConnection.paused_until <= now),
        )
        .order_by(CalendarEntry.next_attempt_at, CalendarEntry.id)
        .limit(1)
        .with_for_update(of=CalendarEntry, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    while found := db.session.execute(due).first():
        entry, connection, person, ends_at = found
        if ends_at < now - TOO_LATE and connection.ended_at is None:
            entry.state = DONE
            db.session.flush()
            continue
        entry.attempts += 1
        entry.claimed_until = now + LEASE
        db.session.flush()
        return _task(entry, connection, person)
    return None


def is_any_due(*, now: datetime) -> bool:
    """Return whether there may be something to claim; asking takes no lock."""
    waits = select(CalendarEntry.id).where(CalendarEntry.state == WAITING, CalendarEntry.next_attempt_at <= now)
    return db.session.scalar(waits.limit(1)) is not None


def mark_written(task: Task, there: RemoteEvent | None, *, now: datetime) -> None:
    """Write down how a call was left in a calendar; one that has changed since waits to be written again."""
    calendar_health.note_reached(task.connection_id, has_changed=True, now=now)
    entry = _claimed(task)
    if entry is None:
        return
    entry.address, entry.etag = (there.address, there.etag) if there else ("", "")
    entry.claimed_until = None
    if entry.change == task.change:
        entry.state = DONE
    db.session.flush()
    if task.is_left and there is None:
        db.session.delete(entry)
        db.session.flush()
        calendar_health.forget_if_empty(task.connection_id)


def mark_refused(task: Task) -> None:
    """Give up a call that a calendar does not want, until it changes; out of one that was left it is forgotten."""
    entry = _claimed(task)
    if entry is None:
        return
    entry.claimed_until = None
    if entry.change == task.change:
        entry.state = FAILED
    db.session.flush()
    if task.is_left:
        db.session.delete(entry)
        db.session.flush()
        calendar_health.forget_if_empty(task.connection_id)


def put_off(task: Task) -> None:
    """Let a call wait until its calendar is no longer left alone."""
    entry = _claimed(task)
    if entry is not None:
        entry.claimed_until = None
        db.session.flush()


def count_failed() -> int:
    """Return how many calls calendars did not want."""
    failed = select(func.count()).select_from(CalendarEntry).where(CalendarEntry.state == FAILED)
    return db.session.scalar(failed) or 0


def _claimed(task: Task) -> CalendarEntry | None:
    """Return the row, locked, while it is still whose claim it was."""
    is_ours = (CalendarEntry.id == task.id, CalendarEntry.attempts == task.attempts)
    statement = select(CalendarEntry).where(*is_ours).with_for_update()
    found: CalendarEntry | None = db.session.scalar(statement.execution_options(populate_existing=True))
    return found


def _task(entry: Any, connection: Any, person: Any) -> Task:
    return Task(
        id=entry.id,
        change=entry.change,
        attempts=entry.attempts,
        call_id=entry.call_id,
        uid=entry.uid,
        known=RemoteEvent(entry.address, entry.etag) if entry.address else None,
        connection_id=connection.id,
        kind=CalendarKind(connection.kind),
        account=connection.account,
        secret=connection.secret,
        calendar=connection.address,
        is_left=connection.ended_at is not None,
        user_id=person.id,
        locale=person.locale,
        timezone=person.timezone,
        hour_cycle=person.hour_cycle,
    )
