"""Calls of which the student says otherwise than the coach, for an administrator to settle."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from app.db import alias_of, db
from app.domain.attendance import Claim
from app.domain.calls import CallStatus
from app.models import Attendance, Call, User

Coach, Student = alias_of(User), alias_of(User)


@dataclass(frozen=True, slots=True)
class Dispute:
    """A call, what its coach and its student say of it, and what was found."""

    call_id: int
    starts_at: datetime
    ends_at: datetime
    coach: str
    student: str
    status: str
    claim: str | None
    said_at: datetime | None
    finding: str | None
    settled_at: datetime | None
    settled_reason: str


def list_disputes(*, settled: bool, limit: int) -> Sequence[Dispute]:
    """Return what waits to be settled, longest first; or what was settled, latest first.

    What a coach has not answered yet, and what the coach has come to agree with, is no dispute.
    """
    contradicted = or_(
        and_(Attendance.claim == Claim.COACH_MISSED, Call.status.in_((CallStatus.COMPLETED, CallStatus.NO_SHOW))),
        and_(Attendance.claim == Claim.CAME, Call.status == CallStatus.NO_SHOW),
    )
    which = (
        (Attendance.settled_at.is_not(None), Attendance.settled_by_id.is_(None))
        if settled
        else (Attendance.settled_at.is_(None), contradicted)
    )
    rows = db.session.execute(
        select(
            Attendance.call_id, Call.starts_at, Call.ends_at, Coach.name, Student.name, Call.status, Attendance.claim,
            Attendance.said_at, Attendance.finding, Attendance.settled_at, Attendance.settled_reason,
        )
        .join(Call, Call.id == Attendance.call_id)
        .join(Coach, Coach.id == Attendance.coach_id)
        .join(Student, Student.id == Attendance.student_id)
        .where(*which)
        .order_by(Attendance.settled_at.desc(), Attendance.said_at, Attendance.call_id)
        .limit(limit)
    )  # fmt: skip
    return [Dispute(*row) for row in rows]
