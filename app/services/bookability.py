"""Whether a student may book a slot: one list of rules, asked by lists, bookings, moves and `flask slots why` alike.

Each rule is a condition in SQL. A list keeps the slots that pass them all; a booking asks them of one slot, under
lock, and is refused by the first that fails. So a slot that is shown can be booked, and one that is hidden cannot
(case A8).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from app.db import db
from app.domain import errors
from app.domain.calls import CallStatus
from app.domain.errors import DomainError, NotFound
from app.domain.fair_access import opens_to_all_at
from app.domain.policy import Policy
from app.domain.slots import Clash, SlotStatus
from app.domain.waitlist import KEPT
from app.models import Call, Commitment, Hold, Slot
from app.services import allowances, booking_rules, fair_access, no_shows
from app.services.allowances import FullStretches
from app.services.asked import SLOT, STUDENT, given
from app.services.booking_rules import KINDS, Own, Rule, Shape


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


@dataclass(frozen=True)
class _Student:
    """Who asks, and what is the same of them whatever the slot: looked up once, when a refusal tells of it."""

    booking: Booking

    @cached_property
    def full(self) -> FullStretches:
        return allowances.find_full(self.booking)

    @cached_property
    def paused_until(self) -> datetime | None:
        return no_shows.paused_until(self.booking.student_id, self.booking.now)


def rules(booking: Booking) -> tuple[Rule, ...]:
    """Return every rule, the one to be told of first in front; where no limit has been set, made once."""
    return booking_rules.of(shape_of(booking)) + _limits(booking)


def shape_of(booking: Booking) -> Shape:
    """Return what of a question decides which conditions there are."""
    return Shape(
        is_student=booking.student_id is not None,
        is_bound=booking.is_bound,
        keeps_buffer=booking.keeps_buffer,
        is_asked=booking.is_asked,
        may_be_paused=bool(booking.policy.no_shows_limit and booking.is_bound and booking.moving_call_id is None),
    )


def _limits(booking: Booking) -> tuple[Rule, ...]:
    """Return the rules that depend on what the student has booked by now: made for each question."""
    if booking.student_id is None:
        return ()
    found: tuple[Rule, ...] = ()
    if within := allowances.within_limits(booking):
        found += (Rule(errors.OverLimit, and_(*within)),)
    if booking.policy.fair_release and booking.is_bound:
        is_theirs = exists().where(
            Hold.slot_id == Slot.id, Hold.student_id == booking.student_id, Hold.until > booking.now
        )
        released = fair_access.is_released(booking.student_id, booking)
        found += (Rule(errors.OpensLater, or_(released, is_theirs)),)
    return found


def is_lasting(booking: Booking) -> bool:
    """Return whether the rules are the same objects for all who ask alike: what is made of them may be kept."""
    return booking.student_id is None or not booking.policy.limits_students


def is_bookable(booking: Booking) -> ColumnElement[bool]:
    """Return the condition that a slot passes every rule, to be asked with `given(booking)`.

    It is the same object for all who ask alike, unless a limit has been set.
    """
    limits = [rule.passes for rule in _limits(booking)]
    lasting = booking_rules.all_of(shape_of(booking))
    return and_(lasting, *limits) if limits else lasting


def is_offered(reader_id: int | None, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a slot, open and ahead, is neither held for somebody else nor inside time off."""
    held = booking_rules.is_held(reader_id, now)
    return and_(Slot.status == SlotStatus.OPEN, Slot.starts_at > now, ~held, ~booking_rules.is_off())


def explain(slot_id: int, booking: Booking) -> Sequence[tuple[str, bool]]:
    """Return every rule's code with whether this slot passes it. Raises NotFound."""
    asked = rules(booking)
    row = db.session.execute(select(*_verdicts(asked)).where(Slot.id == slot_id), given(booking)).first()
    if row is None:
        raise NotFound(kind="slot", number=slot_id)
    return [(rule.error.code, bool(passed)) for rule, passed in zip(asked, row, strict=True)]


def list_broken_rules(slot_ids: Sequence[int], booking: Booking) -> dict[int, list[str]]:
    """Return of each slot the codes of the rules that it does not pass: none if it can be booked."""
    asked = rules(booking)
    rows = db.session.execute(select(Slot.id, *_verdicts(asked)).where(Slot.id.in_(slot_ids)), given(booking))
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


def list_refused(slot_ids: Collection[int], booking: Booking) -> dict[int, DomainError]:
    """Return why, of these slots, those that cannot be booked cannot."""
    if not slot_ids:
        return {}
    asked = rules(booking)
    rows = db.session.execute(_with_verdicts(asked).where(Slot.id.in_(slot_ids)), given(booking)).all()
    student = _Student(booking)
    found = ((row[0].id, _refusal_of(row, asked, student)) for row in rows)
    return {number: refused for number, refused in found if refused is not None}


def _examine(slot_id: int, booking: Booking, *, locked: bool) -> tuple[Slot, DomainError | None]:
    asked = rules(booking)
    statement = (_kept_examination if is_lasting(booking) else _examination)(asked, locked=locked)
    row = db.session.execute(statement, given(booking) | {"asked_slot": slot_id}).first()
    if row is None:
        raise NotFound(kind="slot", number=slot_id)
    return row[0], _refusal_of(row, asked, _Student(booking))


def _refusal_of(row: Any, asked: Sequence[Rule], student: _Student) -> DomainError | None:
    slot, *verdicts = row
    broken = next((rule.error for rule, passed in zip(asked, verdicts, strict=True) if not passed), None)
    return broken(**_facts(broken, slot, student)) if broken else None


def _examination(asked: tuple[Rule, ...], *, locked: bool) -> Select[*tuple[Any, ...]]:
    statement = _with_verdicts(asked).where(Slot.id == SLOT)
    return statement.with_for_update(of=Slot) if locked else statement


_kept_examination = lru_cache(KINDS)(_examination)


def _with_verdicts(asked: Sequence[Rule]) -> Select[*tuple[Any, ...]]:
    return select(Slot, *_verdicts(asked)).execution_options(populate_existing=True)


def _facts(error: type[DomainError], slot: Slot, student: _Student) -> dict[str, Any]:
    """Return what a person wants to know of this refusal."""
    booking = student.booking
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
    return facts | _facts_of_student(error, slot, student)


def _facts_of_student(error: type[DomainError], slot: Slot, student: _Student) -> dict[str, Any]:
    booking = student.booking
    if error is errors.OverLimit:
        return allowances.limits_reached(slot, booking, student.full)
    if error is errors.BookingPaused:
        return {"until": student.paused_until}
    if error is errors.OpensLater:
        return {"opens_at": opens_to_all_at(slot.created_at, slot.starts_at, booking.policy.fair_release)}
    if error is errors.StudentBusy:
        return {"clashes_with": _clash(slot, booking)}
    return {}


def last_chance(slot: Slot, policy: Policy) -> datetime:
    """Return the last moment at which a student may book a slot."""
    return slot.starts_at - max(policy.booking_notice, _own(slot, Own.notice_minutes))


def _own(slot: Slot, minutes: Any) -> timedelta:
    """Return what the slot's coach has set for themselves."""
    return timedelta(minutes=db.session.scalar(select(minutes).where(Own.user_id == slot.coach_id)) or 0)


def _clash(slot: Slot, booking: Booking) -> Clash | None:
    conditions = booking_rules.overlapping(STUDENT, slot.starts_at, slot.ends_at)
    first = select(Commitment).where(*conditions).order_by(Commitment.starts_at).limit(1)
    found = db.session.scalars(first, given(booking)).first()
    return Clash("call", found.call_id, found.starts_at, found.ends_at) if found else None
