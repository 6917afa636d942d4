"""The rules of `bookability` that are conditions in SQL and nothing else: made once for all who ask alike.

To build the conditions takes longer than to ask them. So values stand in none of them, but the parameters of `asked`.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, exists

from app.db import alias_of
from app.domain import errors
from app.domain.errors import DomainError
from app.domain.slots import SlotStatus
from app.models import CalendarBusyTime, CoachProfile, Commitment, Hold, Slot, TimeOff, User
from app.services import no_shows, people, waiting
from app.services.asked import COMING_CLOSE, FURTHEST, MOVING_CALL, NOW, REACHING, SOONEST, STUDENT
from app.services.instants import later

# Of its own name, so that no list that shows profiles takes it for its own.
Own = alias_of(CoachProfile, "own")
# What an open slot passes.
IMPLIED = (errors.SlotWithdrawn, errors.SlotTaken)
# More than there are shapes.
KINDS = 64


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition on a slot, and the refusal when it does not hold."""

    error: type[DomainError]
    passes: ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a question decides which conditions there are, whatever is asked with them."""

    is_student: bool
    is_bound: bool
    keeps_buffer: bool
    is_asked: bool
    may_be_paused: bool


@cache
def of(shape: Shape) -> tuple[Rule, ...]:
    """Return the rules, the one to be told of first in front."""
    return (*_account_rules(shape), *_slot_rules(shape), *_coach_rules(shape), *_student_rules(shape))


@cache
def all_of(shape: Shape) -> ColumnElement[bool]:
    """Return the condition that a slot passes them all."""
    # The partial index of open slots is found by its own words. What they imply is not said again: PostgreSQL would
    # take it for another condition, expect fewer slots than there are, and sort them all to find the first.
    return and_(Slot.status == SlotStatus.OPEN, *(rule.passes for rule in of(shape) if rule.error not in IMPLIED))


def _account_rules(shape: Shape) -> list[Rule]:
    if not shape.is_student:
        return []
    return [
        Rule(errors.OwnSlot, Slot.coach_id != STUDENT),
        Rule(errors.AccountDeactivated, exists().where(User.id == STUDENT, User.deactivated_at.is_(None))),
        Rule(errors.EmailUnconfirmed, exists().where(User.id == STUDENT, User.confirmed_at.is_not(None))),
    ]


def _slot_rules(shape: Shape) -> list[Rule]:
    student = STUDENT if shape.is_student else None
    found = [
        Rule(errors.SlotWithdrawn, Slot.status != SlotStatus.WITHDRAWN),
        Rule(errors.SlotInPast, Slot.starts_at > NOW),
        Rule(errors.SlotTaken, Slot.status != SlotStatus.BOOKED),
        Rule(errors.SlotHeld, and_(~is_held(student, NOW), *_not_kept(shape, student))),
    ]
    if shape.is_bound:
        found += [
            Rule(errors.TooSoon, and_(Slot.starts_at >= SOONEST, _keeps_notice())),
            Rule(errors.TooFar, Slot.starts_at <= FURTHEST),
        ]
    return found


def is_held(reader: Any, now: Any) -> ColumnElement[bool]:
    """Return the condition that a hold keeps the slot for somebody else than the reader, if there is one."""
    conditions = [Hold.slot_id == Slot.id, Hold.until > now]
    return exists().where(*conditions, *([] if reader is None else [Hold.student_id != reader]))


def _not_kept(shape: Shape, student: Any) -> list[ColumnElement[bool]]:
    """Return the conditions that those who wait for the slot were asked first; coaches ask nobody."""
    return [] if shape.is_asked or not shape.is_bound else [~waiting.is_kept(student)]


def _coach_rules(shape: Shape) -> list[Rule]:
    found = [
        Rule(errors.CoachUnavailable, people.is_coaching(Slot.coach_id)),
        Rule(errors.CoachOff, ~is_off()),
        Rule(errors.CoachBusy, ~_is_busy(Slot.coach_id)),
    ]
    if shape.keeps_buffer:
        found += [Rule(errors.TooClose, ~_is_close()), Rule(errors.CoachElsewhere, ~_is_elsewhere())]
    return found


def is_off() -> ColumnElement[bool]:
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


def _keeps_notice() -> ColumnElement[bool]:
    too_soon = Slot.starts_at < later(NOW, Own.notice_minutes)
    return ~exists().where(Own.user_id == Slot.coach_id, Own.notice_minutes > 0, too_soon)


def _is_close() -> ColumnElement[bool]:
    """Return the condition that the coach has another call closer to the slot than their buffer."""
    return exists().where(
        Own.user_id == Slot.coach_id,
        Own.buffer_minutes > 0,
        Commitment.person_id == Slot.coach_id,
        Commitment.starts_at < later(Slot.ends_at, Own.buffer_minutes),
        later(Commitment.ends_at, Own.buffer_minutes) > Slot.starts_at,
        # As in `overlapping`.
        Commitment.starts_at > COMING_CLOSE,
        Commitment.call_id != MOVING_CALL,
    )


def _student_rules(shape: Shape) -> list[Rule]:
    if not shape.is_student:
        return []
    found = [Rule(errors.StudentBusy, ~_is_busy(STUDENT))]
    if shape.may_be_paused:
        found.append(Rule(errors.BookingPaused, ~no_shows.is_paused(STUDENT, NOW)))
    return found


def _is_busy(person: Any) -> ColumnElement[bool]:
    return exists().where(*overlapping(person, Slot.starts_at, Slot.ends_at))


def overlapping(person: Any, starts_at: Any, ends_at: Any) -> list[ColumnElement[bool]]:
    """Return the conditions on a commitment of a person that it overlaps this time."""
    # Half-open: a call may begin the moment another ends (cases A6, A9). Slots asked about lie ahead, so what
    # began longer ago than a call can last cannot reach them; saying so keeps a long history out of the search.
    return [
        Commitment.person_id == person,
        Commitment.starts_at < ends_at,
        Commitment.ends_at > starts_at,
        Commitment.starts_at > REACHING,
        Commitment.call_id != MOVING_CALL,
    ]
