"""Semesters: defined, changed, removed, listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.db import db
from app.domain.actors import Actor
from app.domain.errors import NotFound, SemesterOverlap
from app.domain.policy import Policy
from app.domain.semesters import Semester, Semesters, check_days
from app.domain.slots import SlotStatus
from app.domain.text import NAME_LENGTH, clean_line
from app.models import Semester as Row
from app.models import Slot
from app.services import audit
from app.services.integrity import translated


@dataclass(frozen=True, slots=True)
class SemesterLine:
    """A semester with how many slots lie within it, open or booked."""

    semester: Semester
    slots: int


def load(policy: Policy) -> Semesters:
    """Return all semesters, to ask them of a time."""
    rows = db.session.scalars(select(Row).order_by(Row.first_day))
    return Semesters(tuple(map(_as_domain, rows)), policy.timezone)


def get(name: str) -> Semester:
    """Return the semester of this name, in any case. Raises NotFound."""
    return _as_domain(_row(name))


def list_semesters(policy: Policy) -> Sequence[SemesterLine]:
    """Return all semesters in their order."""
    known = load(policy)
    return [SemesterLine(semester, _count_slots(semester, known.timezone)) for semester in known.known]


def add(*, actor: Actor, name: str, first_day: date, last_day: date, now: datetime) -> int:
    """Define a semester and return its number.

    Raises SemesterExists, whatever the case of the name, SemesterOverlap, UntilBeforeFrom, SemesterTooLong.
    """
    row = Row(name="", key="")
    _fill(row, name, first_day, last_day)
    db.session.add(row)
    with translated():
        db.session.flush()
    audit.record(actor, "semester.added", "semester", row.id, now=now, **_facts(row))
    return row.id


def edit(
    *,
    actor: Actor,
    name: str,
    new_name: str | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
    now: datetime,
) -> Semester:
    """Change a semester's name or days, where not None; slots stay where they are. Raises NotFound and as `add`."""
    row = _row(name)
    was = _facts(row)
    _fill(row, row.name if new_name is None else new_name, first_day or row.first_day, last_day or row.last_day)
    with translated():
        db.session.flush()
    if _facts(row) != was:
        audit.record(actor, "semester.changed", "semester", row.id, now=now, was=was, **_facts(row))
    return _as_domain(row)


def remove(*, actor: Actor, name: str, now: datetime) -> Semester:
    """Remove a semester; its slots and calls stay. Raises NotFound."""
    row = _row(name)
    removed = _as_domain(row)
    db.session.delete(row)
    db.session.flush()
    audit.record(actor, "semester.removed", "semester", row.id, now=now, **_facts(row))
    return removed


def _row(name: str) -> Row:
    row = db.session.scalar(select(Row).where(Row.key == _key_of(name)))
    if row is None:
        raise NotFound(kind="semester", name=name)
    return row


def _key_of(name: str) -> str:
    return clean_line(name, field="name", limit=NAME_LENGTH).casefold()


def _fill(row: Row, name: str, first_day: date, last_day: date) -> None:
    check_days(first_day, last_day)
    clash = _find_clash(row, first_day, last_day)
    if clash:
        raise SemesterOverlap(clashes_with=_as_domain(clash))
    row.name = clean_line(name, field="name", limit=NAME_LENGTH, required=True)
    row.key, row.first_day, row.last_day = _key_of(row.name), first_day, last_day


def _find_clash(row: Row, first_day: date, last_day: date) -> Row | None:
    shares_a_day = (Row.first_day <= last_day, Row.last_day >= first_day, Row.id.is_distinct_from(row.id))
    return db.session.scalar(select(Row).where(*shares_a_day).order_by(Row.first_day))


def _count_slots(semester: Semester, timezone: str) -> int:
    within = (
        Slot.starts_at >= semester.starts_at(timezone),
        Slot.starts_at < semester.ends_at(timezone),
        Slot.status != SlotStatus.WITHDRAWN,
    )
    return db.session.scalar(select(func.count()).select_from(Slot).where(*within)) or 0


def _facts(row: Row) -> dict[str, str]:
    return {"name": row.name, "first_day": row.first_day.isoformat(), "last_day": row.last_day.isoformat()}


def _as_domain(row: Row) -> Semester:
    return Semester(row.id, row.name, row.first_day, row.last_day)
