"""Whether a student may book a slot: one list of rules, asked by lists, bookings, moves and `flask slots why` alike.

Each rule is a condition in SQL. A list keeps the slots that pass them all; a booking asks them of one slot, under
lock, and is refused by the first that fails. So a slot that is shown can be booked, and one that is hidden cannot
(case A8).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select

from app.db import alias_of, db
from app.domain import errors
from app.domain.calls import CallStatus
from app.domain.errors import DomainError, NotFound
from app.domain.fair_access import opens_to_all_at
from app.domain.policy import LONGEST_BUFFER, LONGEST_SLOT, Policy
from app.domain.slots import Clash, SlotStatus
from app.domain.waitlist import KEPT
from app.models import CalendarBusyTime, Call, CoachProfile, Commitment, Hold, Slot, TimeOff, User
from app.services import fair_access, no_shows, people, waiting
from app.services.instants import later

# Of its own name, so that no list that shows profiles takes it for its own.
Own = alias_of(CoachProfile, "own")
# What an open slot passes.
IMPLIED = (errors.SlotWithdrawn, errors.SlotTaken)


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition on a slot, and the refusal when it does not hold."""

    error: type[DomainError]
    passes: ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Booking:
    """What is asked: by whom (None for a visitor), when, and for which call if it is to be moved.

    `is_bound` is False for a move by a coach or an administrator, whom notice and horizon do not bind (case F4);
    `keeps_buffer` is False where coach or administrator decide by themselves how close two calls are, and what of the
    coach's own calendar counts. `is_asked` is True for a student of the waitlist who is to be asked, or has been: what
    is kept for those who wait is kept for them.
    """

    student_id: int | None
    policy: Policy
    now: datetime
    moving_call_id: int | None = None
    is_bound: bool = True
    keeps_buffer: bool = True
    is_asked: bool = False


def rules(booking: Booking) -> tuple[Rule, ...]:
    """Return every rule, the one to be told of first in front."""
    return (*_account_rules(booking), *_slot_rules(booking), *_coach_rules(booking), *_student_rules(booking))


def _account_rules(booking: Booking) -> list[Rule]:
    if booking.student_id is None:
        return []
    student = _student(booking)
    return [
        Rule(errors.OwnSlot, Slot.coach_id != student),
        Rule(errors.AccountDeactivated, exists().where(User.id == student, User.deactivated_at.is_(None))),
        Rule(errors.EmailUnconfirmed, exists().where(User.id == student, User.confirmed_at.is_not(None))),
    ]


def _slot_rules(booking: Booking) -> list[Rule]:
    policy, now = booking.policy, booking.now
    found = [
        Rule(errors.SlotWithdrawn, Slot.status != SlotStatus.WITHDRAWN),
        Rule(errors.SlotInPast, Slot.starts_at > now),
        Rule(errors.SlotTaken, Slot.status != SlotStatus.BOOKED),
        Rule(errors.SlotHeld, and_(~exists().where(*_held(booking)), *_not_kept(booking))),
    ]
    if booking.is_bound:
        found += [
            Rule(errors.TooSoon, and_(Slot.starts_at >= policy.soonest_bookable(now), _keeps_notice(now))),
            Rule(errors.TooFar, Slot.starts_at <= policy.furthest_bookable(now)),
        ]
    return found


def _held(booking: Booking) -> list[ColumnElement[bool]]:
    """Return the conditions on a hold that keeps the slot for somebody else."""
    found = [Hold.slot_id == Slot.id, Hold.until > booking.now]
    return found if booking.student_id is None else [*found, Hold.student_id != booking.student_id]


def _not_kept(booking: Booking) -> list[ColumnElement[bool]]:
    """Return the conditions that those who wait for the slot were asked first; coaches ask nobody."""
    if booking.is_asked or not booking.is_bound:
        return []
    return [~waiting.is_kept(booking.student_id, policy=booking.policy, now=booking.now)]


def _coach_rules(booking: Booking) -> list[Rule]:
    found = [
        Rule(errors.CoachUnavailable, people.is_coaching(Slot.coach_id)),
        Rule(errors.CoachOff, ~_is_off()),
        Rule(errors.CoachBusy, ~_is_busy(Slot.coach_id, booking)),
    ]
    if booking.keeps_buffer:
        found += [Rule(errors.TooClose, ~_is_close(booking)), Rule(errors.CoachElsewhere, ~_is_elsewhere())]
    return found


def _is_off() -> ColumnElement[bool]:
    """Return the condition that the coach has taken time off that touches the slot (case A10)."""
    return exists().where(
        TimeOff.coach_id == Slot.coach_id, TimeOff.ends_at > Slot.starts_at, TimeOff.starts_at < Slot.ends_at
    )


def _is_elsewhere() -> ColumnElement[bool]:
    """Return the condition that the coach's own calendar keeps students from the slot."""
    return exists().where(
        CalendarBusyTime.user_id == Slot.coach_id,
        CalendarBusyTime.is_closed,
        CalendarBusyTime.ends_at > Slot.starts_at,
        CalendarBusyTime.starts_at < Slot.ends_at,
    )


def _keeps_notice(now: datetime) -> ColumnElement[bool]:
    too_soon = Slot.starts_at < later(literal(now, Slot.starts_at.type), Own.notice_minutes)
    return ~exists().where(Own.user_id == Slot.coach_id, Own.notice_minutes > 0, too_soon)


def _is_close(booking: Booking) -> ColumnElement[bool]:
    """Return the condition that the coach has another call closer to the slot than their buffer."""
    return exists().where(
        Own.user_id == Slot.coach_id,
        Own.buffer_minutes > 0,
        Commitment.person_id == Slot.coach_id,
        Commitment.starts_at < later(Slot.ends_at, Own.buffer_minutes),
        later(Commitment.ends_at, Own.buffer_minutes) > Slot.starts_at,
        # As in `_overlapping`.
        Commitment.starts_at > booking.now - LONGEST_SLOT - LONGEST_BUFFER,
        Commitment.call_id != (booking.moving_call_id or 0),
    )


def _student_rules(booking: Booking) -> list[Rule]:
    if booking.student_id is None:
        return []
    student = _student(booking)
    found = [Rule(errors.StudentBusy, ~_is_busy(student, booking))]
    if booking.policy.no_shows_limit and booking.is_bound and booking.moving_call_id is None:
        found.append(Rule(errors.BookingPaused, ~no_shows.is_paused(student, booking.now)))
    if within := fair_access.within_limits(booking):
        found.append(Rule(errors.OverLimit, and_(*within)))
    if booking.policy.fair_release and booking.is_bound:
        is_theirs = exists().where(Hold.slot_id == Slot.id, Hold.student_id == student, Hold.until > booking.now)
        released = fair_access.is_released(booking.student_id, booking)
        found.append(Rule(errors.OpensLater, or_(released, is_theirs)))
    return found


def _student(booking: Booking) -> Any:
    return literal(booking.student_id, Slot.coach_id.type)


def _is_busy(person: Any, booking: Booking) -> ColumnElement[bool]:
    return exists().where(*_overlapping(person, Slot.starts_at, Slot.ends_at, booking))


def _overlapping(person: Any, starts_at: Any, ends_at: Any, booking: Booking) -> list[ColumnElement[bool]]:
    # Half-open: a call may begin the moment another ends (cases A6, A9). Slots asked about lie ahead, so what
    # began longer ago than a call can last cannot reach them; saying so keeps a long history out of the search.
    return [
        Commitment.person_id == person,
        Commitment.starts_at < ends_at,
        Commitment.ends_at > starts_at,
        Commitment.starts_at > booking.now - LONGEST_SLOT,
        Commitment.call_id != (booking.moving_call_id or 0),
    ]


def is_bookable(booking: Booking) -> ColumnElement[bool]:
    """Return the condition that a slot passes every rule."""
    # The partial index of open slots is found by its own words. What they imply is not said again: PostgreSQL would
    # take it for another condition, expect fewer slots than there are, and sort them all to find the first.
    return and_(Slot.status == SlotStatus.OPEN, *(rule.passes for rule in rules(booking) if rule.error not in IMPLIED))


def is_offered(reader_id: int | None, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a slot, open and ahead, is neither held for somebody else nor inside time off."""
    held = exists().where(*_held(Booking(reader_id, Policy(), now)))
    return and_(Slot.status == SlotStatus.OPEN, Slot.starts_at > now, ~held, ~_is_off())


def explain(slot_id: int, booking: Booking) -> Sequence[tuple[str, bool]]:
    """Return every rule's code with whether this slot passes it. Raises NotFound."""
    asked = rules(booking)
    row = db.session.execute(select(*_verdicts(asked)).where(Slot.id == slot_id)).first()
    if row is None:
        raise NotFound(kind="slot", number=slot_id)
    return [(rule.error.code, bool(passed)) for rule, passed in zip(asked, row, strict=True)]


def list_refusals(slot_ids: Sequence[int], booking: Booking) -> dict[int, list[str]]:
    """Return of each slot the codes of the rules that it does not pass: none if it can be booked."""
    asked = rules(booking)
    rows = db.session.execute(select(Slot.id, *_verdicts(asked)).where(Slot.id.in_(slot_ids)))
    return {
        number: [rule.error.code for rule, passed in zip(asked, passes, strict=True) if not passed]
        for number, *passes in rows
    }


def _verdicts(asked: Sequence[Rule]) -> list[Any]:
    # Each by a name of its own: two rules that say the same, such as nothing at all, are two columns.
    return [rule.passes.label(f"passes_{place}") for place, rule in enumerate(asked)]


def check(slot_id: int, booking: Booking) -> Slot:
    """Lock the slot and return it if it may be booked; else raise NotFound or the first rule's refusal."""
    slot, refused = _examine(slot_id, booking, locked=True)
    if refused is not None:
        raise refused
    return slot


def refusal(slot_id: int, booking: Booking) -> DomainError | None:
    """Return why this slot cannot be booked, or None if it can; nothing is locked. Raises NotFound."""
    return _examine(slot_id, booking, locked=False)[1]


def _examine(slot_id: int, booking: Booking, *, locked: bool) -> tuple[Slot, DomainError | None]:
    asked = rules(booking)
    statement = select(Slot, *_verdicts(asked)).where(Slot.id == slot_id)
    if locked:
        statement = statement.with_for_update(of=Slot)
    row = db.session.execute(statement.execution_options(populate_existing=True)).first()
    if row is None:
        raise NotFound(kind="slot", number=slot_id)
    slot: Slot = row[0]
    broken = next((rule.error for rule, passed in zip(asked, row[1:], strict=True) if not passed), None)
    return slot, broken(**_facts(broken, slot, booking)) if broken else None


def _facts(error: type[DomainError], slot: Slot, booking: Booking) -> dict[str, Any]:
    """Return what a person wants to know of this refusal."""
    facts: dict[str, Any] = {"slot_id": slot.id, "starts_at": slot.starts_at, "ends_at": slot.ends_at}
    if error is errors.SlotInPast:
        facts["now"] = booking.now
    elif error is errors.TooSoon:
        facts["soonest"] = booking.policy.soonest_bookable(booking.now, _own(slot, Own.notice_minutes))
    elif error is errors.TooFar:
        facts["furthest"] = booking.policy.furthest_bookable(booking.now)
    elif error is errors.TooClose:
        facts["buffer"] = _own(slot, Own.buffer_minutes)
    elif error is errors.SlotHeld:
        held = db.session.scalar(select(Hold.until).where(Hold.slot_id == slot.id, Hold.until > booking.now))
        kept = (slot.reopened_at or slot.created_at) + KEPT
        facts["until"] = held or (kept if kept > booking.now else booking.now + KEPT)
    elif error is errors.SlotTaken:
        facts["own_call_id"] = db.session.scalar(
            select(Call.id).where(
                Call.slot_id == slot.id, Call.student_id == booking.student_id, Call.status != CallStatus.CANCELLED
            )
        )
    return facts | _facts_of_student(error, slot, booking)


def _facts_of_student(error: type[DomainError], slot: Slot, booking: Booking) -> dict[str, Any]:
    if error is errors.OverLimit:
        return {"limit": fair_access.limit_reached(slot, booking)}
    if error is errors.BookingPaused:
        return {"until": no_shows.paused_until(booking.student_id, booking.now)}
    if error is errors.OpensLater:
        return {"opens_at": opens_to_all_at(slot.created_at, slot.starts_at, booking.policy.fair_release)}
    if error is errors.StudentBusy:
        return {"clashes_with": _clash(booking.student_id, slot, booking)}
    return {}


def last_chance(slot: Slot, policy: Policy) -> datetime:
    """Return the last moment at which a student may book a slot."""
    return slot.starts_at - max(policy.booking_notice, _own(slot, Own.notice_minutes))


def _own(slot: Slot, minutes: Any) -> timedelta:
    """Return what the slot's coach has set for themselves."""
    return timedelta(minutes=db.session.scalar(select(minutes).where(Own.user_id == slot.coach_id)) or 0)


def _clash(person_id: int | None, slot: Slot, booking: Booking) -> Clash | None:
    conditions = _overlapping(person_id, slot.starts_at, slot.ends_at, booking)
    found = db.session.scalars(select(Commitment).where(*conditions).order_by(Commitment.starts_at).limit(1)).first()
    return Clash("call", found.call_id, found.starts_at, found.ends_at) if found else None
