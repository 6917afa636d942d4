"""A coach's students: whoever has booked a call with them that was not cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select

from app.db import db
from app.domain.calls import CallStatus
from app.domain.contacts import parties_see_phones
from app.domain.errors import NotFound
from app.models import Call, User
from app.services.call_shapes import Party, Reader, party


@dataclass(frozen=True, slots=True)
class StudentLine:
    """A student with their next call and how many there were."""

    person: Party
    next_starts_at: datetime | None
    next_ends_at: datetime | None
    last_ends_at: datetime | None
    past_calls: int

    @property
    def id(self) -> int:
        """Return the student's number."""
        return self.person.id


def list_own(reader: Reader) -> Sequence[StudentLine]:
    """Return the reader's students by name; the phone only while a call of theirs allows it (I-11)."""
    rows = db.session.execute(_own(reader).order_by(User.name, User.id))
    return [_line(row, reader) for row in rows]


def get_own(student_id: int, reader: Reader) -> StudentLine:
    """Return one student of the reader's. Raises NotFound for everybody else (case E3)."""
    row = db.session.execute(_own(reader).where(User.id == student_id)).first()
    if row is None:
        raise NotFound(kind="student", number=student_id)
    return _line(row, reader)


def list_names(reader: Reader) -> Sequence[tuple[int, str]]:
    """Return number and name of the reader's students, by name."""
    statement = (
        select(User.id, User.name)
        .where(User.id.in_(select(Call.student_id).where(*_kept(reader))))
        .order_by(User.name, User.id)
    )
    return [(row.id, row.name) for row in db.session.execute(statement)]


def _kept(reader: Reader) -> tuple[Any, ...]:
    return Call.coach_id == reader.actor.user_id, Call.status != CallStatus.CANCELLED


def _own(reader: Reader) -> Select[*tuple[Any, ...]]:
    is_past = Call.ends_at <= reader.now
    return (
        select(
            User,
            func.min(case((~is_past, Call.starts_at))).label("next_starts_at"),
            func.min(case((~is_past, Call.ends_at))).label("next_ends_at"),
            func.max(case((is_past, Call.ends_at))).label("last_ends_at"),
            func.max(case((Call.status != CallStatus.PENDING, Call.ends_at))).label("sees_until"),
            func.count(case((is_past, 1))).label("past_calls"),
        )
        .join(Call, Call.student_id == User.id)
        .where(*_kept(reader))
        .group_by(User.id)
    )


def _line(row: Any, reader: Reader) -> StudentLine:
    sees_phone = row.sees_until is not None and parties_see_phones(
        status=CallStatus.CONFIRMED,
        ends_at=row.sees_until,
        contact_period=reader.policy.contact_period,
        now=reader.now,
    )
    return StudentLine(
        person=party(row.User, sees_phone),
        next_starts_at=row.next_starts_at,
        next_ends_at=row.next_ends_at,
        last_ends_at=row.last_ends_at,
        past_calls=row.past_calls,
    )
