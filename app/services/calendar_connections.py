"""People's own calendars: connected, chosen, left; and how it went there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, select, update

from app.db import db
from app.domain.actors import Actor
from app.domain.ciphers import Cipher, Unreadable
from app.domain.errors import NoSuchCalendar, NotConnected
from app.domain.remote_calendars import BusyUse, CalendarKind, RemoteCalendar, Trouble, Way
from app.models import CalendarBusyTime, CalendarConnection
from app.services import audit, calendar_entries, calendar_health
from app.services.erasure_plan import EMPTIED


@dataclass(frozen=True, slots=True)
class Connection:
    """A person's account at a calendar server; `address` is empty until they have chosen a calendar."""

    id: int
    kind: CalendarKind
    server: str
    account: str
    calendars: Sequence[RemoteCalendar]
    address: str
    busy_addresses: Collection[str]
    busy_use: BusyUse
    reached_at: datetime | None
    trouble: Trouble | None

    @property
    def name(self) -> str:
        """Return the name of the chosen calendar."""
        return next((one.name for one in self.calendars if one.address == self.address), "")

    @property
    def busy_names(self) -> list[str]:
        """Return the names of the calendars whose busy times are read."""
        return [one.name for one in self.calendars if one.address in self.busy_addresses]


def find(user_id: int) -> Connection | None:
    """Return a person's connection, or None if they have none."""
    row = db.session.scalar(_current(user_id))
    if row is None:
        return None
    return Connection(
        id=row.id,
        kind=CalendarKind(row.kind),
        server=row.server,
        account=row.account,
        calendars=[RemoteCalendar(address, name) for address, name in row.calendars.items()],
        address=row.address,
        busy_addresses=frozenset(row.busy_calendars),
        busy_use=BusyUse(row.busy_use),
        reached_at=row.reached_at,
        trouble=Trouble(row.trouble) if row.trouble else None,
    )


def connect(
    *,
    actor: Actor,
    user_id: int,
    kind: CalendarKind = CalendarKind.CALDAV,
    server: str,
    account: str,
    secret: str,
    calendars: Sequence[RemoteCalendar],
    now: datetime,
) -> None:
    """Keep an account whose calendars were found; the same one again has another secret, another takes its place.

    A single calendar needs no choice.
    """
    found = {one.address: one.name for one in calendars}
    row = db.session.scalar(_current(user_id).with_for_update())
    if (
        row is not None
        and (row.kind, row.server, row.account) == (kind, server, account)
        and row.address in ("", *found)
    ):
        row.secret, row.calendars = secret, found
        row.busy_calendars = {address: name for address, name in row.busy_calendars.items() if address in found}
        row.trouble, row.failures, row.paused_until = "", 0, None
        db.session.flush()
    else:
        if row is not None:
            _end(row, removes=True, now=now)
        row = _add(user_id, kind, server, account, secret, found, now=now)
    audit.record(actor, "calendar.connected", "user", user_id, now=now)
    if not row.address and len(found) == 1:
        choose(actor=actor, user_id=user_id, address=calendars[0].address, now=now)


def choose(
    *,
    actor: Actor,
    user_id: int,
    address: str,
    busy_addresses: Collection[str] = (),
    busy_use: BusyUse = BusyUse.IGNORE,
    now: datetime,
) -> None:
    """Say which calendar calls are written into, whose busy times are read, and what for.

    Calls move from a calendar that was chosen before. Raises NotConnected, NoSuchCalendar.
    """
    row = db.session.scalar(_current(user_id).with_for_update())
    if row is None:
        raise NotConnected()
    if not {address, *busy_addresses} <= set(row.calendars):
        raise NoSuchCalendar()
    if row.address != address:
        if row.address:
            known = (CalendarKind(row.kind), row.server, row.account, row.secret, row.calendars)
            _end(row, removes=True, now=now)
            row = _add(user_id, *known, now=now)
        row.address = address
        db.session.flush()
        calendar_entries.want_ahead(row.id, user_id, now=now)
    busy_use = busy_use if busy_addresses else BusyUse.IGNORE
    row.busy_calendars = {} if busy_use is BusyUse.IGNORE else {one: row.calendars[one] for one in busy_addresses}
    row.busy_use, row.busy_due_at = busy_use, now
    if not row.busy_calendars:
        db.session.execute(delete(CalendarBusyTime).where(CalendarBusyTime.connection_id == row.id))
    closing = update(CalendarBusyTime).where(CalendarBusyTime.connection_id == row.id)
    db.session.execute(closing.values(is_closed=busy_use is BusyUse.CLOSE))
    db.session.flush()
    audit.record(actor, "calendar.chosen", "user", user_id, now=now)


def disconnect(*, actor: Actor, user_id: int, removes: bool, now: datetime) -> None:
    """Leave a calendar, and take the calls out of it if that is wanted. Raises NotConnected."""
    row = db.session.scalar(_current(user_id).with_for_update())
    if row is None:
        raise NotConnected()
    _end(row, removes=removes, now=now)
    audit.record(actor, "calendar.disconnected", "user", user_id, now=now)


def leave_nameless(user_id: int, *, cipher: Cipher, now: datetime) -> None:
    """Have a person's calls taken out of their calendars, without a word kept in the clear of where these are.

    What nobody can read any more is forgotten.
    """
    current = db.session.scalar(_current(user_id).with_for_update())
    if current is not None:
        _end(current, removes=True, now=now)
    left = select(CalendarConnection).where(CalendarConnection.user_id == user_id).with_for_update()
    for row in db.session.scalars(left.execution_options(populate_existing=True)).all():
        try:
            way = Way(row.account, cipher.decrypt(row.secret), row.address)
        except Unreadable:
            calendar_health.forget(row.id)
            continue
        row.secret = cipher.encrypt(way.write())
        for name, value in EMPTIED[CalendarConnection].items():
            setattr(row, name, value)
        db.session.flush()
        calendar_entries.make_nameless(row.id)


def keep_secret(connection_id: int, *, old: str, new: str) -> None:
    """Keep what opens a calendar from now on, unless its owner has connected it anew meanwhile."""
    is_same = (CalendarConnection.id == connection_id, CalendarConnection.secret == old)
    db.session.execute(update(CalendarConnection).where(*is_same).values(secret=new))


def _current(user_id: int) -> Select[CalendarConnection]:
    return select(CalendarConnection).where(
        CalendarConnection.user_id == user_id, CalendarConnection.ended_at.is_(None)
    )


def _add(
    user_id: int,
    kind: CalendarKind,
    server: str,
    account: str,
    secret: str,
    calendars: dict[str, str],
    *,
    now: datetime,
) -> CalendarConnection:
    row = CalendarConnection(
        user_id=user_id,
        kind=kind,
        server=server,
        account=account,
        secret=secret,
        calendars=calendars,
        address="",
        created_at=now,
        busy_calendars={},
        busy_use=BusyUse.IGNORE,
        busy_due_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _end(row: CalendarConnection, *, removes: bool, now: datetime) -> None:
    """Leave a calendar: what lies in it is taken out first if that is wanted, which nothing else waits for."""
    row.ended_at, row.paused_until = now, None
    db.session.flush()
    db.session.execute(delete(CalendarBusyTime).where(CalendarBusyTime.connection_id == row.id))
    if removes:
        calendar_entries.want_all(row.id, now=now)
        calendar_health.forget_if_empty(row.id)
    else:
        calendar_health.forget(row.id)
