"""Holidays of the programme: added, removed, listed, and asked by whatever opens slots weeks ahead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.db import db
from app.domain.actors import Actor
from app.domain.errors import NotFound
from app.domain.holidays import NAMELESS, Holiday
from app.domain.policy import Policy
from app.domain.semesters import Semester, check_days
from app.domain.text import NAME_LENGTH, clean_line, printable_line
from app.domain.timezones import to_local
from app.models import Holiday as Row
from app.services import audit

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class HolidayLine:
    """A holiday by its days, both included."""

    number: int
    name: str
    first_day: date
    last_day: date


def load(policy: Policy) -> Sequence[Holiday]:
    """Return all holidays as stretches of time, the first in front."""
    rows = db.session.scalars(select(Row).order_by(Row.first_day, Row.id))
    return [_as_domain(row, policy.timezone) for row in rows]


def list_holidays(*, from_day: date | None = None, limit: int) -> Sequence[HolidayLine]:
    """Return the holidays that are not over by a day, or all of them, the first in front."""
    statement = select(Row).order_by(Row.first_day, Row.id).limit(limit)
    if from_day is not None:
        statement = statement.where(Row.last_day >= from_day)
    return [_line(row) for row in db.session.scalars(statement)]


def add(*, actor: Actor, name: str, first_day: date, last_day: date, now: datetime) -> HolidayLine:
    """Add a holiday; one that is there already is returned as it is. Raises UntilBeforeFrom, SemesterTooLong."""
    check_days(first_day, last_day)
    name = clean_line(name, field="name", limit=NAME_LENGTH, required=True)
    same = (Row.name == name, Row.first_day == first_day, Row.last_day == last_day)
    row = db.session.scalar(select(Row).where(*same))
    if row is None:
        row = Row(name=name, first_day=first_day, last_day=last_day)
        db.session.add(row)
        db.session.flush()
        audit.record(actor, "holiday.added", "holiday", row.id, now=now, **_facts(row))
    return _line(row)


def add_all(
    *, actor: Actor, holidays: Iterable[Holiday], policy: Policy, now: datetime
) -> Sequence[tuple[HolidayLine, bool]]:
    """Add the holidays of a calendar, each by the days that it touches; return them with whether each is new.

    What stands in it twice is one.
    """
    known = set(db.session.scalars(select(Row.id)))
    added = (
        add(
            actor=actor,
            name=printable_line(holiday.name)[:NAME_LENGTH].strip() or NAMELESS,
            first_day=to_local(holiday.starts_at, policy.timezone).date(),
            last_day=to_local(max(holiday.starts_at, holiday.ends_at - INSTANT), policy.timezone).date(),
            now=now,
        )
        for holiday in holidays
    )
    lines = {line.number: line for line in added}
    return [(line, line.number not in known) for line in lines.values()]


def remove(*, actor: Actor, number: int, now: datetime) -> HolidayLine:
    """Remove a holiday. Raises NotFound."""
    row = db.session.get(Row, number)
    if row is None:
        raise NotFound(kind="holiday", number=number)
    line = _line(row)
    db.session.delete(row)
    db.session.flush()
    audit.record(actor, "holiday.removed", "holiday", number, now=now, **_facts(row))
    return line


def _as_domain(row: Row, timezone: str) -> Holiday:
    # The days of a semester are laid out in the same way.
    days = Semester(row.id, row.name, row.first_day, row.last_day)
    return Holiday(row.name, days.starts_at(timezone), days.ends_at(timezone))


def _line(row: Row) -> HolidayLine:
    return HolidayLine(row.id, row.name, row.first_day, row.last_day)


def _facts(row: Row) -> dict[str, str]:
    return {"name": row.name, "first_day": row.first_day.isoformat(), "last_day": row.last_day.isoformat()}
