"""Feedback: the coach's log of a call, with its satisfaction from 1 to 5."""

from datetime import datetime

from app.domain.calls import CallFacts, CallStatus
from app.domain.errors import AlreadyCancelled, BadRating, CallEnded, MissedCall, TooEarlyForFeedback

RATINGS = (1, 2, 3, 4, 5)


def check_rating(rating: object, *, field: str = "satisfaction") -> int:
    """Return the rating if it is one of the whole numbers 1 to 5, else raise BadRating. Case H4."""
    if type(rating) is not int or rating not in RATINGS:
        raise BadRating(field, given=rating)
    return rating


def check_can_record(call: CallFacts, *, now: datetime) -> None:
    """Raise unless feedback may be recorded or changed now. Invariant I-10.

    Raises AlreadyCancelled, TooEarlyForFeedback, CallEnded for a call that was never confirmed, MissedCall.
    """
    if call.status is CallStatus.CANCELLED:
        raise AlreadyCancelled()
    if now < call.ends_at:
        raise TooEarlyForFeedback(ends_at=call.ends_at)
    if call.status is CallStatus.PENDING:
        raise CallEnded(ended_at=call.ends_at)
    if call.status is CallStatus.NO_SHOW:
        raise MissedCall()
