"""Satisfaction from 1 to 5, and when it may be logged."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain import errors
from app.domain.calls import CallFacts, CallStatus
from app.domain.feedback import check_can_record, check_rating

START = datetime(2027, 3, 1, 17, tzinfo=UTC)
END = START + timedelta(hours=2)


@pytest.mark.parametrize("rating", [1, 2, 3, 4, 5])
def test_whole_numbers_from_1_to_5_are_ratings(rating):
    """Case H4."""
    assert check_rating(rating) == rating


@pytest.mark.parametrize("rating", [0, 6, -1, 4.5, 4.0, "", "3", "٥", "five", True, None, [3], float("nan"), 10**30])
def test_nothing_else_is_a_rating(rating):
    """Case H4."""
    with pytest.raises(errors.BadRating) as refused:
        check_rating(rating)
    assert refused.value.field == "satisfaction"


@pytest.mark.parametrize(
    ("status", "now", "expected"),
    [
        (CallStatus.CONFIRMED, END - timedelta(microseconds=1), errors.TooEarlyForFeedback),
        (CallStatus.CONFIRMED, END, None),
        (CallStatus.COMPLETED, END + timedelta(days=400), None),
        (CallStatus.PENDING, START, errors.TooEarlyForFeedback),
        (CallStatus.PENDING, END, errors.CallEnded),
        (CallStatus.NO_SHOW, END, errors.MissedCall),
        (CallStatus.CANCELLED, END, errors.AlreadyCancelled),
        (CallStatus.CANCELLED, START, errors.AlreadyCancelled),
    ],
)
def test_feedback_is_logged_after_calls_that_took_place(status, now, expected):
    """Case H4."""
    call = CallFacts(status, START, END)
    if expected is None:
        check_can_record(call, now=now)
    else:
        with pytest.raises(expected):
            check_can_record(call, now=now)
