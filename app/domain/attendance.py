"""Who came to a call: what its student says of that beside the coach's outcome, and what is found in the end."""

from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.calls import CallFacts, CallStatus, check_can_give_outcome
from app.domain.errors import AttendanceClosed

# Like a review: as long as both remember.
SAYABLE_FOR = timedelta(days=14)


class Claim(StrEnum):
    """What a student says of a call that has ended."""

    COACH_MISSED = "coach_missed"
    CAME = "came"


class Finding(StrEnum):
    """What is true of a call in the end: it took place, or was missed by its student or by its coach."""

    COMPLETED = "completed"
    NO_SHOW = "no_show"
    COACH_MISSED = "coach_missed"

    @property
    def outcome(self) -> CallStatus:
        """Return how the call ended by it; whoever missed a call, it is one that was missed."""
        return CallStatus.COMPLETED if self is Finding.COMPLETED else CallStatus.NO_SHOW


def is_disputed(claim: Claim | None, status: CallStatus) -> bool:
    """Return whether the student says otherwise than the coach, who may not have said anything yet."""
    if claim is Claim.COACH_MISSED:
        return status in (CallStatus.COMPLETED, CallStatus.NO_SHOW)
    return claim is Claim.CAME and status is CallStatus.NO_SHOW


def coach_missed(claim: str | None, finding: str | None) -> bool:
    """Return whether the coach did not come, as far as is known: so the student says, unless something was found."""
    return finding == Finding.COACH_MISSED if finding else claim == Claim.COACH_MISSED


def sayable_until(ends_at: datetime, outcome_at: datetime | None) -> datetime:
    """Return the last instant at which the student may say who came: long enough after the coach's own word."""
    return max(ends_at, outcome_at or ends_at) + SAYABLE_FOR


def check_can_say(call: CallFacts, *, outcome_at: datetime | None, is_settled: bool, now: datetime) -> None:
    """Raise unless the student may say who came, or take it back.

    Raises AlreadyCancelled, TooEarlyForOutcome, CallEnded for a call that was never confirmed, AttendanceClosed.
    """
    check_can_give_outcome(call, now=now)
    if is_settled or now > sayable_until(call.ends_at, outcome_at):
        raise AttendanceClosed()
