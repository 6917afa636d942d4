"""Reviews: what students say of calls, when it shows to whom, and what an average may be made of."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.calls import CallFacts, CallStatus
from app.domain.errors import (
    AlreadyCancelled,
    CallEnded,
    MissedCall,
    ReviewAnswered,
    ReviewClosed,
    ReviewHidden,
    ReviewReplied,
    TooEarlyForReview,
)

# Until both have said how a call went, neither sees what the other said; nobody waits for longer than this.
BLIND_FOR = timedelta(days=7)
CHANGEABLE_FOR = timedelta(days=14)
# A mean of fewer says more about chance than about a coach.
FEWEST_FOR_AVERAGE = 5


@dataclass(frozen=True, slots=True)
class Rating:
    """What a coach's reviews come to: how many there are, and the sum of their ratings."""

    count: int = 0
    total: int = 0

    @property
    def average(self) -> float | None:
        """Return the mean, or None of too few."""
        return self.total / self.count if self.count >= FEWEST_FOR_AVERAGE else None


NO_RATING = Rating()


def blind_until(ends_at: datetime) -> datetime:
    """Return when what was said of a call shows to the other, should the other not have said anything."""
    return ends_at + BLIND_FOR


def shown_from(*, ends_at: datetime, recorded_at: datetime, logged_at: datetime | None) -> datetime:
    """Return from when a review shows to its coach and to everybody."""
    both_said = blind_until(ends_at) if logged_at is None else logged_at
    return max(recorded_at, min(both_said, blind_until(ends_at)))


def is_log_shown(*, ends_at: datetime, is_reviewed: bool, now: datetime) -> bool:
    """Return whether the student sees what the coach's log says to them."""
    return is_reviewed or now >= blind_until(ends_at)


def changeable_until(recorded_at: datetime) -> datetime:
    """Return the last instant at which a review may be changed."""
    return recorded_at + CHANGEABLE_FOR


def check_can_review(call: CallFacts, *, now: datetime) -> None:
    """Raise unless the call took place, or may have: it has ended, and nobody said that it was missed.

    Raises AlreadyCancelled, TooEarlyForReview, CallEnded for a call that was never confirmed, MissedCall.
    """
    if call.status is CallStatus.CANCELLED:
        raise AlreadyCancelled()
    if now < call.ends_at:
        raise TooEarlyForReview(ends_at=call.ends_at)
    if call.status is CallStatus.PENDING:
        raise CallEnded(ended_at=call.ends_at)
    if call.status is CallStatus.NO_SHOW:
        raise MissedCall()


def check_can_change(*, recorded_at: datetime, is_hidden: bool, is_answered: bool, now: datetime) -> None:
    """Raise unless a review may be changed now: an answer stays what it answers.

    Raises ReviewHidden, ReviewReplied, ReviewClosed.
    """
    if is_hidden:
        raise ReviewHidden()
    if is_answered:
        raise ReviewReplied()
    if now > changeable_until(recorded_at):
        raise ReviewClosed(changeable_until=changeable_until(recorded_at))


def check_can_answer(*, is_answered: bool, is_hidden: bool) -> None:
    """Raise unless the coach may answer a review that shows. Raises ReviewHidden, ReviewAnswered."""
    if is_hidden:
        raise ReviewHidden()
    if is_answered:
        raise ReviewAnswered()
