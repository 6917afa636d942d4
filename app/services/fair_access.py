"""What keeps access fair, as a condition on a slot: a head start for those who had the fewest calls."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, case, func, literal, literal_column, or_, select, true, type_coerce

from app.db import Duration, db
from app.domain.allowances import Stretch
from app.domain.fair_access import HALF_A_YEAR, is_among_fewest
from app.domain.policy import Policy
from app.models import Call, Slot
from app.services import allowances, semesters

if TYPE_CHECKING:
    from app.services.bookability import Booking


def is_released(student_id: int, booking: "Booking") -> ColumnElement[bool]:
    """Return the condition that a slot is everybody's, or that this student has a head start."""
    policy, now = booking.policy, booking.now
    counts = count_calls(policy, now)
    if is_among_fewest(counts.get(student_id, 0), list(counts.values())):
        return true()
    at: Any = literal(now, Slot.starts_at.type)
    return or_(Slot.created_at <= now - policy.fair_release, at - Slot.created_at >= Slot.starts_at - at)


def list_late(policy: Policy, now: datetime) -> Sequence[int]:
    """Return the students who have no head start: nobody where new slots are everybody's at once."""
    counts = count_calls(policy, now) if policy.fair_release else {}
    present = list(counts.values())
    # Asked once for each number of calls: there are few, however many students there are.
    many = {own for own in set(present) if not is_among_fewest(own, present)}
    return [student for student, own in counts.items() if own in many]


def opens_to_all_at(policy: Policy) -> Any:
    """Return when a new slot is everybody's, as `domain.fair_access` has it."""
    head_start = literal(policy.fair_release, Duration)
    half: Any = type_coerce(Slot.starts_at - Slot.created_at, Duration).op("/", precedence=8)(literal_column("2"))
    lasts = case((half < head_start, half), else_=head_start)
    return type_coerce(Slot.created_at.op("+")(lasts), Slot.created_at.type)


def count_calls(policy: Policy, now: datetime, *, of: Collection[int] | None = None) -> dict[int, int]:
    """Return how many calls each student, or each `of` some, has in this semester, past and ahead, if they have any.

    Between semesters, and where there are none, it is the half year before and after now.
    """
    zone = policy.timezone
    terms = (Stretch(one.starts_at(zone), one.ends_at(zone)) for one in semesters.load(policy).known)
    present = next((term for term in terms if term.holds(now)), Stretch(now - HALF_A_YEAR, now + HALF_A_YEAR))
    counted = select(Call.student_id, func.count()).where(
        Call.starts_at >= present.starts_at, Call.starts_at < present.ends_at, allowances.counts()
    )
    if of is not None:
        counted = counted.where(Call.student_id.in_(of))
    rows = db.session.execute(counted.group_by(Call.student_id)).all()
    return {row[0]: row[1] for row in rows}
