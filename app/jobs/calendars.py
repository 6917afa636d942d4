"""Writing calls into people's own calendars, and reading when these are busy: claim, commit, ask, mark.

No mail and no booking waits for any of it.
"""

import logging
import random
from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import current_app

from app import formats
from app.db import db, is_unreachable, transact
from app.domain.actors import Actor, Channel
from app.domain.calendar_events import CalendarEvent
from app.domain.calls import CallStatus
from app.domain.clock import utc_now
from app.domain.remote_calendars import (
    BusyTime,
    CalendarClient,
    CalendarFailed,
    EventRefused,
    NoAnswer,
    RemoteEvent,
    Way,
)
from app.failpoints import reach
from app.integrations.calendars import clients
from app.mails import calendars
from app.services import calendar_busy, calendar_connections, calendar_entries, calendar_health, call_views
from app.services.calendar_busy import BusyTask
from app.services.calendar_entries import Task
from app.services.call_shapes import Reader

if TYPE_CHECKING:
    from config import Config

log = logging.getLogger(__name__)


def keep_up(*, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Write every call that is due, and read every calendar that is; return how many were asked."""
    asked = 0
    while not is_stopping() and (write_next() or read_next()):
        asked += 1
    return asked


def write_next() -> bool:
    """Write one call into one calendar, or take it out; return whether there was one."""
    now = utc_now()
    if not calendar_entries.is_any_due(now=now):
        db.session.rollback()
        return False
    task = transact(lambda: calendar_entries.claim(now=now))
    if task is None:
        return False
    reach("calendar.after_claim")
    try:
        there = _write(task)
    except CalendarFailed as failure:
        _note(task, failure)
    except Exception as error:
        if is_unreachable(error):
            raise
        db.session.rollback()
        log.exception("call %s cannot be written into calendar %s", task.call_id, task.connection_id)
        transact(lambda: calendar_entries.mark_refused(task))
    else:
        reach("calendar.before_mark")
        transact(lambda: calendar_entries.mark_written(task, there, now=utc_now()))
    return True


def read_next() -> bool:
    """Read when the calendars of one account are busy; return whether there was one."""
    now = utc_now()
    if not calendar_busy.is_any_due(now=now):
        db.session.rollback()
        return False
    task = transact(lambda: calendar_busy.claim(now=now))
    if task is None:
        return False
    horizon = _config().policy.booking_horizon
    try:
        way = clients.find_way(_config(), account=task.account, secret=task.secret, calendar=task.addresses[0])
        client = _client(task, way)
        times = [
            time for address in task.addresses for time in client.list_busy(address, from_at=now, to_at=now + horizon)
        ]
    except CalendarFailed as failure:
        _put_off(task, failure)
    else:
        transact(lambda: _keep(task, times))
    return True


def _write(task: Task) -> RemoteEvent | None:
    event = None if task.is_left else _event(task)
    # What was read for its words is done with: nothing is held while the server takes its time.
    db.session.rollback()
    way = clients.find_way(_config(), account=task.account, secret=task.secret, calendar=task.calendar)
    client = _client(task, way)
    if event is not None:
        return client.put(way.calendar, event, task.known)
    if task.known or task.attempts > 1:
        # It may lie there although no answer has told so.
        client.remove(way.calendar, task.uid, task.known)
    return None


def _event(task: Task) -> CalendarEvent | None:
    """Return the call in its reader's words, or None when it is off."""
    reader = Reader(Actor(task.user_id, Channel.WEB), _config().policy, utc_now())
    call = call_views.get(task.call_id, reader)
    if call.status is CallStatus.CANCELLED:
        return None
    with formats.reading_as(locale=task.locale, timezone=task.timezone, hour_cycle=task.hour_cycle):
        return calendars.event_of(call, task.uid, reader_id=task.user_id)


def _config() -> "Config":
    config: Config = current_app.config["COACHBOOK"]
    return config


def _client(task: Task | BusyTask, way: Way) -> CalendarClient:
    is_erased = isinstance(task, Task) and not task.calendar

    def keep(secret: str) -> None:
        # Of who was erased nothing more is written down: their tokens are renewed for each call.
        if not is_erased:
            transact(lambda: calendar_connections.keep_secret(task.connection_id, old=task.secret, new=secret))

    return clients.client_of(_config(), kind=task.kind, way=way, keep=keep)


def _keep(task: BusyTask, times: list[BusyTime]) -> None:
    now = utc_now()
    calendar_health.note_reached(task.connection_id, now=now)
    calendar_busy.keep(task, times, now=now)


def _note(task: Task, failure: CalendarFailed) -> None:
    log.info("calendar %s: %s (%s)", task.connection_id, failure.trouble, failure)

    def work() -> None:
        _note_trouble(task.connection_id, failure)
        if isinstance(failure, EventRefused):
            calendar_entries.mark_refused(task)
        else:
            calendar_entries.put_off(task)

    transact(work)


def _put_off(task: BusyTask, failure: CalendarFailed) -> None:
    log.info("calendar %s: %s (%s)", task.connection_id, failure.trouble, failure)

    def work() -> None:
        _note_trouble(task.connection_id, failure)
        calendar_busy.put_off(task, now=utc_now())

    transact(work)


def _note_trouble(connection_id: int, failure: CalendarFailed) -> None:
    wait = failure.wait if isinstance(failure, NoAnswer) else None
    chance = random.random()  # noqa: S311  # it only spreads attempts
    calendar_health.note_trouble(connection_id, failure.trouble, wait=wait, chance=chance, now=utc_now())
