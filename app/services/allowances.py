"""How many calls a student may have, as conditions on a slot; and which limit keeps them from it, with the way out."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true

from app.db import db
from app.domain.allowances import Allowance, Full, Limits, Period, Stretch, WayOut, find_room, list_full, week_of
from app.domain.attendance import Finding
from app.domain.calls import AHEAD, CallFacts, CallStatus, Role, may_cancel
from app.domain.policy import Policy
from app.models import Attendance, Call, Slot
from app.services import semesters

if TYPE_CHECKING:
    from app.services.bookability import Booking


@dataclass(frozen=True, slots=True)
class FullStretches:
    """Where a student has all the calls that are allowed: ahead, and in which weeks and semesters; `terms` are all."""

    ahead: list[Full]
    periods: list[Full]
    terms: list[Stretch]


def counts() -> ColumnElement[bool]:
    """Return the condition that a call is one of its student's.

    What the coach is found to have missed is none. What the student missed is one: nobody else could have that time.
    """
    coach_missed = exists().where(Attendance.call_id == Call.id, Attendance.finding == Finding.COACH_MISSED)
    # Whoever missed it, it is a call that was missed: the other ones need not be looked up.
    return and_(Call.status != CallStatus.CANCELLED, or_(Call.status != CallStatus.NO_SHOW, ~coach_missed))


def within_limits(booking: "Booking") -> list[ColumnElement[bool]]:
    """Return the conditions that one more call is allowed; a move makes none more, and coaches move as they like."""
    policy, found = booking.policy, []
    if _counts_ahead(booking):
        ahead = select(func.count()).select_from(Call)
        ahead = ahead.where(Call.student_id == booking.student_id, Call.starts_at > booking.now, Call.status.in_(AHEAD))
        found.append(ahead.scalar_subquery() < policy.max_open_calls)
    if _counts_periods(booking):
        full = (one.stretch for one in _list_full(booking))
        outside = (or_(Slot.starts_at < one.starts_at, Slot.starts_at >= one.ends_at) for one in full)
        found.append(and_(true(), *outside))
    return found


def find_full(booking: "Booking") -> FullStretches:
    """Return where a student may have no more calls: the same for every slot."""
    periods = _list_full(booking) if _counts_periods(booking) else []
    return FullStretches(
        _list_full_ahead(booking), periods, _list_terms(booking.policy, booking.now) if periods else []
    )


def limits_reached(slot: Slot, booking: "Booking", full: FullStretches) -> dict[str, Any]:
    """Return the limits that keep a slot from a student, and the ways out for them and for an administrator.

    There is none if a call was cancelled this very moment.
    """
    periods = sorted(
        (one for one in full.periods if one.stretch.holds(slot.starts_at)), key=lambda one: one.period is Period.WEEK
    )
    reached = [*full.ahead, *periods]
    if not reached:
        return {}
    number = max(len(one.calls) - one.allowed.number + 1 for one in reached)
    shared = set.intersection(*(set(one.calls) for one in reached))
    ahead = reached[0] if reached[0].period is Period.AHEAD else None
    otherwise = {
        "from_at": ahead.calls[len(ahead.calls) - ahead.allowed.number].starts_at if ahead else None,
        "at": find_room(periods[0], full.periods, full.terms) if periods else None,
    }

    def way_of(role: Role) -> WayOut:
        among = sum(may_cancel(call, role=role, policy=booking.policy, now=booking.now) for call in shared)
        return WayOut(tuple(one.period for one in reached), number, among, **otherwise)

    limits = Limits(tuple(one.allowed for one in reached))
    return {"limits": limits, "way": way_of(Role.STUDENT), "way_of_admin": way_of(Role.ADMIN)}


def _counts_ahead(booking: "Booking") -> bool:
    return bool(booking.policy.max_open_calls) and booking.moving_call_id is None


def _counts_periods(booking: "Booking") -> bool:
    policy = booking.policy
    has_limit = policy.max_calls_per_week or policy.max_calls_per_semester
    return bool(has_limit) and (booking.is_bound or booking.moving_call_id is None)


def _list_full(booking: "Booking") -> list[Full]:
    """Return the weeks and semesters in which a student has all the calls that are allowed.

    A call to be moved is none of them, and may stay in its week and its semester, however full these are.
    Where something is booked by it, the student is locked: it reads the calls as they stand.
    """
    policy, now = booking.policy, booking.now
    terms = _list_terms(policy, now) if policy.max_calls_per_semester else []
    since = min([week_of(now, policy.timezone).starts_at, *(term.starts_at for term in terms)])
    calls = _list_calls(booking, Call.starts_at >= since, counts(), Call.id != (booking.moving_call_id or 0))
    found: list[Full] = []
    if policy.max_calls_per_week:
        weeks = {week_of(call.starts_at, policy.timezone) for call in calls}
        found += list_full(weeks, calls, Allowance(policy.max_calls_per_week, Period.WEEK))
    if policy.max_calls_per_semester:
        found += list_full(terms, calls, Allowance(policy.max_calls_per_semester, Period.SEMESTER))
    if booking.moving_call_id is None:
        return found
    moved_at = db.session.scalars(select(Call.starts_at).where(Call.id == booking.moving_call_id)).one()
    return [one for one in found if not one.stretch.holds(moved_at)]


def _list_full_ahead(booking: "Booking") -> list[Full]:
    if not _counts_ahead(booking):
        return []
    ahead = Stretch(booking.now, datetime.max.replace(tzinfo=UTC))
    calls = _list_calls(booking, Call.starts_at > booking.now, Call.status.in_(AHEAD))
    return list_full([ahead], calls, Allowance(booking.policy.max_open_calls, Period.AHEAD))


def _list_calls(booking: "Booking", *conditions: ColumnElement[bool]) -> list[CallFacts]:
    rows = db.session.execute(
        select(Call.status, Call.starts_at, Call.ends_at, Call.answer_by)
        .where(Call.student_id == booking.student_id, *conditions)
        .order_by(Call.starts_at, Call.id)
    )
    return [CallFacts(CallStatus(row.status), row.starts_at, row.ends_at, row.answer_by) for row in rows]


def _list_terms(policy: Policy, now: datetime) -> list[Stretch]:
    """Return the semesters that have not ended."""
    zone = policy.timezone
    terms = (Stretch(one.starts_at(zone), one.ends_at(zone)) for one in semesters.load(policy).known)
    return [term for term in terms if term.ends_at > now]
