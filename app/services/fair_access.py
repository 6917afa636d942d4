"""What keeps access fair, as conditions on a slot: limits of calls, and a head start for those who had the fewest."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, case, func, literal, literal_column, or_, select, true, type_coerce

from app.db import Duration, db
from app.domain.calls import AHEAD, CallStatus
from app.domain.fair_access import HALF_A_YEAR, Allowance, Period, Stretch, full, is_among_fewest, week_of
from app.domain.policy import Policy
from app.models import Call, Slot
from app.services import semesters

if TYPE_CHECKING:
    from app.services.bookability import Booking


def within_limits(booking: "Booking") -> list[ColumnElement[bool]]:
    """Return the conditions that one more call is allowed; a move makes none more, and coaches move as they like."""
    policy, found = booking.policy, []
    if policy.max_open_calls and booking.moving_call_id is None:
        ahead = select(func.count()).select_from(Call)
        ahead = ahead.where(Call.student_id == booking.student_id, Call.starts_at > booking.now, Call.status.in_(AHEAD))
        found.append(ahead.scalar_subquery() < policy.max_open_calls)
    if _counts_periods(booking):
        outside = (or_(Slot.starts_at < one.starts_at, Slot.starts_at >= one.ends_at) for one, _ in _list_full(booking))
        found.append(and_(true(), *outside))
    return found


def limit_reached(slot: Slot, booking: "Booking") -> int | Allowance:
    """Return the limit that keeps a slot from a student: of its week or semester, if that is full, else of all."""
    taken = _list_full(booking) if _counts_periods(booking) else ()
    return next((allowed for stretch, allowed in taken if stretch.holds(slot.starts_at)), booking.policy.max_open_calls)


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


def _counts_periods(booking: "Booking") -> bool:
    policy = booking.policy
    has_limit = policy.max_calls_per_week or policy.max_calls_per_semester
    return bool(has_limit) and (booking.is_bound or booking.moving_call_id is None)


def _list_full(booking: "Booking") -> Sequence[tuple[Stretch, Allowance]]:
    """Return the weeks and semesters in which a student has all the calls that are allowed.

    A call to be moved is none of them, and may stay in its week and its semester, however full these are.
    Where something is booked by it, the student is locked: it reads the calls as they stand.
    """
    policy, now = booking.policy, booking.now
    known = semesters.load(policy).known if policy.max_calls_per_semester else ()
    terms = [Stretch(one.starts_at(policy.timezone), one.ends_at(policy.timezone)) for one in known]
    terms = [term for term in terms if term.ends_at > now]
    since = min([week_of(now, policy.timezone).starts_at, *(term.starts_at for term in terms)])
    starts = db.session.scalars(
        select(Call.starts_at).where(
            Call.student_id == booking.student_id,
            Call.starts_at >= since,
            Call.status != CallStatus.CANCELLED,
            Call.id != (booking.moving_call_id or 0),
        )
    ).all()
    found: list[tuple[Stretch, Allowance]] = []
    if per_week := policy.max_calls_per_week:
        weeks = {week_of(start, policy.timezone) for start in starts}
        found += [(week, Allowance(per_week, Period.WEEK)) for week in full(weeks, starts, per_week)]
    if per_semester := policy.max_calls_per_semester:
        found += [(term, Allowance(per_semester, Period.SEMESTER)) for term in full(terms, starts, per_semester)]
    if booking.moving_call_id is None:
        return found
    moved_at = db.session.scalars(select(Call.starts_at).where(Call.id == booking.moving_call_id)).one()
    return [(stretch, allowed) for stretch, allowed in found if not stretch.holds(moved_at)]


def count_calls(policy: Policy, now: datetime, *, of: Collection[int] | None = None) -> dict[int, int]:
    """Return how many calls each student, or each `of` some, has in this semester, past and ahead, if they have any.

    Between semesters, and where there are none, it is the half year before and after now.
    """
    zone = policy.timezone
    terms = (Stretch(one.starts_at(zone), one.ends_at(zone)) for one in semesters.load(policy).known)
    present = next((term for term in terms if term.holds(now)), Stretch(now - HALF_A_YEAR, now + HALF_A_YEAR))
    counted = select(Call.student_id, func.count()).where(
        Call.starts_at >= present.starts_at, Call.starts_at < present.ends_at, Call.status != CallStatus.CANCELLED
    )
    if of is not None:
        counted = counted.where(Call.student_id.in_(of))
    rows = db.session.execute(counted.group_by(Call.student_id)).all()
    return {row[0]: row[1] for row in rows}
