"""A call: one student's booking of one slot, from the booking to its end."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.errors import (
    AlreadyCancelled,
    CallEnded,
    CallStarted,
    DomainError,
    NotCancelled,
    ReasonRequired,
    RequestLapsed,
    TooEarlyForOutcome,
    TooLateToCancel,
    WrongRole,
)
from app.domain.policy import Policy


class CallStatus(StrEnum):
    """Where a call stands. Invariant I-09 gives the steps between them."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"

    @property
    def is_ahead(self) -> bool:
        """Return whether nothing has ended the call yet: neither a cancellation nor an outcome."""
        return self in AHEAD


AHEAD = (CallStatus.PENDING, CallStatus.CONFIRMED)


class Role(StrEnum):
    """What an actor is to one call."""

    STUDENT = "student"
    COACH = "coach"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What the rules need to know of a call."""

    status: CallStatus
    starts_at: datetime
    ends_at: datetime
    # Until when a request can be answered.
    answer_by: datetime | None = None

    def has_lapsed(self, now: datetime) -> bool:
        """Return whether it is a request that nobody has answered in time, though no worker may have ended it yet."""
        return self.status is CallStatus.PENDING and self.answer_by is not None and self.answer_by <= now


def check_can_cancel(call: CallFacts, *, role: Role, policy: Policy, now: datetime) -> None:
    """Raise unless this party may cancel or move the call now.

    The notice period binds students only (cases F2, F3, F4), and not while they wait for an answer. Raises
    AlreadyCancelled, RequestLapsed, CallEnded, CallStarted, TooLateToCancel.
    """
    if call.status is CallStatus.CANCELLED:
        raise AlreadyCancelled()
    if call.has_lapsed(now):
        raise RequestLapsed(lapsed_at=call.answer_by)
    if not call.status.is_ahead or call.ends_at <= now:
        raise CallEnded(ended_at=call.ends_at)
    if call.starts_at <= now:
        raise CallStarted(started_at=call.starts_at)
    is_bound = role is Role.STUDENT and call.status is not CallStatus.PENDING
    if is_bound and policy.is_late_to_cancel(call.starts_at, now):
        deadline = policy.cancel_deadline(call.starts_at)
        raise TooLateToCancel(deadline=deadline, hours=policy.cancel_notice.total_seconds() / 3600)


def may_cancel(call: CallFacts, *, role: Role, policy: Policy, now: datetime) -> bool:
    """Return whether this party may cancel or move the call now."""
    try:
        check_can_cancel(call, role=role, policy=policy, now=now)
    except DomainError:
        return False
    return True


def check_can_restore(call: CallFacts, *, is_canceller: bool, now: datetime) -> None:
    """Raise unless this party may undo the call's cancellation now: it is theirs, and the start lies ahead.

    Raises NotCancelled, WrongRole, CallStarted.
    """
    if call.status is not CallStatus.CANCELLED:
        raise NotCancelled()
    if not is_canceller:
        raise WrongRole()
    if call.starts_at <= now:
        raise CallStarted(started_at=call.starts_at)


def withdrew_slot(cancelled_at: datetime | None, withdrawn_at: datetime | None, *, role: Role) -> bool:
    """Return whether it was the cancellation by this party that withdrew the slot: both are written at one instant."""
    return role is not Role.STUDENT and withdrawn_at is not None and withdrawn_at == cancelled_at


def check_reason(reason: str, *, role: Role) -> None:
    """Raise ReasonRequired if a coach or an administrator gives none; a student need not."""
    if role is not Role.STUDENT and not reason:
        raise ReasonRequired()


def check_can_give_outcome(call: CallFacts, *, now: datetime) -> None:
    """Raise unless an outcome may be given or corrected now: the call has ended and was not cancelled (case F9).

    Raises AlreadyCancelled, TooEarlyForOutcome, CallEnded for one that was never confirmed.
    """
    if call.status is CallStatus.CANCELLED:
        raise AlreadyCancelled()
    if now < call.ends_at:
        raise TooEarlyForOutcome(ends_at=call.ends_at)
    if call.status is CallStatus.PENDING:
        raise CallEnded(ended_at=call.ends_at)
