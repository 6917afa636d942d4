"""What is told of many calls: never more than so few can tell."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.figures import (
    CallFact,
    FillStep,
    SlotFact,
    call_steps,
    fill_by_time,
    fullest,
    halves_of,
    lasting_of,
    missed_of,
    pairs_of,
    score_steps,
    scores_of,
)
from app.domain.periods import Range, period_of
from app.domain.rates import Rate
from tests.conftest import NOW

HOURS = timedelta(hours=2)
STEPS = period_of(Range.FOUR_WEEKS, now=NOW, timezone="UTC", first_weekday=1, earliest=None).steps()


def call(days_ago=1, score=None, *, is_missed=False, rating=None):
    starts_at = NOW - timedelta(days=days_ago)
    return CallFact(starts_at, starts_at + HOURS, is_missed, score, rating)


@pytest.mark.parametrize(("scores", "mean"), [((5, 5, 5, 4), None), ((5, 5, 5, 4, 1), 4.0)])
def test_under_five_scores_there_is_no_average(scores, mean):
    assert scores_of(scores).mean == mean


def test_scores_have_a_median_and_shares():
    scores = scores_of([5, 4, None, 2, 5])
    assert (scores.count, scores.median, scores.good, scores.poor) == (4, 4.5, Rate(3, 4), Rate(1, 4))
    assert (scores_of([]).median, scores_of([]).good.share) == (None, None)


def test_the_running_average_is_over_four_weeks_and_from_five_scores_on():
    lines = score_steps([*(call(days_ago=10, score=5) for _ in range(4)), call(score=1)], STEPS)
    assert [line.scores.count for line in lines] == [0, 4, 1, 0]
    assert [line.running.mean for line in lines] == [None, None, 4.2, 4.2]


def test_what_was_missed_lasted_not_at_all():
    calls = [call(), call(is_missed=True), call(score=3)]
    assert (missed_of(calls), lasting_of(calls)) == (Rate(1, 3), 2 * HOURS)
    assert [(line.held, line.lasting) for line in call_steps(calls, STEPS)][-2:] == [(2, 2 * HOURS), (0, timedelta())]


def test_a_slot_counts_at_the_hour_of_the_coachs_clock():
    """Case B2."""
    slots = [SlotFact(datetime(2027, 1, 4, 23, 30, tzinfo=UTC), is_booked) for is_booked in (True, False)]
    assert fill_by_time(slots, "Europe/Warsaw") == {(2, 0): Rate(1, 2)}
    assert fill_by_time(slots, "UTC") == {(1, 22): Rate(1, 2)}


def test_scores_and_ratings_are_compared_only_where_there_are_both():
    pairs = pairs_of([call(score=4), call(rating=5), call(score=4, rating=5), call(score=4, rating=4)])
    assert (pairs.count, pairs.compared(1), pairs.compared(0), pairs.compared(-1)) == (2, 1, 1, 0)


def test_booked_times_are_compared_half_by_half_where_both_offered_enough():
    def lines(*rates):
        return [FillStep(None, Rate(*rate)) for rate in rates]

    assert halves_of(lines((1, 2), (1, 2), (0, 9), (2, 3), (3, 3))) == (Rate(2, 4), Rate(5, 6))
    assert halves_of(lines((1, 2), (0, 9), (2, 3))) is None


def test_the_fullest_time_is_nearly_always_booked_and_was_offered_more_than_twice():
    few, most, all_of_few, all_of_many = Rate(2, 2), Rate(19, 20), Rate(3, 3), Rate(9, 9)
    assert fullest({(1, 8): few, (2, 18): Rate(8, 9)}) is None
    assert fullest({(1, 8): few, (2, 18): most}) == (2, 18)
    assert fullest({(1, 8): all_of_few, (2, 18): most, (3, 16): all_of_many}) == (3, 16)
