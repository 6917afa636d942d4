"""When a slot may start, how long it is, what a student may still book."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.errors import SlotInPast, TooFar
from app.domain.policy import FURTHEST_SLOT, Policy
from app.domain.slots import check_start, end_of

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("starts_at", "expected"),
    [(NOW - TICK, SlotInPast), (NOW, SlotInPast), (NOW + TICK, None), (NOW + FURTHEST_SLOT, None),
     (NOW + FURTHEST_SLOT + TICK, TooFar)],
)  # fmt: skip
def test_a_slot_starts_in_the_future_and_not_too_far_from_now(starts_at, expected):
    if expected is None:
        check_start(starts_at, now=NOW)
    else:
        with pytest.raises(expected):
            check_start(starts_at, now=NOW)


def test_two_hours_are_two_hours_also_over_a_clock_change():
    start = datetime(2027, 3, 14, 6, 30, tzinfo=UTC)  # 01:30 in New York, half an hour before the gap
    assert end_of(start, timedelta(hours=2)) - start == timedelta(hours=2)


def test_limits_count_instants_across_a_clock_change():
    """Case B9."""
    week_before = datetime(2027, 3, 7, 14, tzinfo=UTC)
    policy = Policy(booking_notice=timedelta(days=7))
    assert policy.soonest_bookable(week_before) == datetime(2027, 3, 14, 14, tzinfo=UTC)
    assert policy.furthest_bookable(NOW) - NOW == timedelta(days=180)
