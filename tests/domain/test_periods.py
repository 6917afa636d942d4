"""Stretches of time on a calendar: whole weeks, compared with as many before, over clock changes and years."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.periods import Range, period_before, period_of, step_at
from tests.conftest import NOW

LONDON = "Europe/London"


def of(which, now=NOW, timezone=LONDON, first_weekday=1, earliest=None):
    return period_of(which, now=now, timezone=timezone, first_weekday=first_weekday, earliest=earliest)


@pytest.mark.parametrize(("which", "weeks"), [(Range.FOUR_WEEKS, 4), (Range.TWELVE_WEEKS, 12), (Range.YEAR, 52)])
def test_a_range_is_whole_weeks_with_the_present_one(which, weeks):
    steps = of(which).steps()
    assert len(steps) == weeks
    assert steps[-1].first == date(2027, 3, 1)
    assert {step.first.isoweekday() for step in steps} == {1}


def test_weeks_begin_on_the_readers_weekday():
    assert of(Range.FOUR_WEEKS, first_weekday=7).steps()[-1].first == date(2027, 2, 28)


def test_the_weeks_before_end_at_the_same_moment_of_their_week():
    """Case B1."""
    now = datetime(2027, 4, 7, 17, 0, tzinfo=UTC)  # 18:00 in London, whose clocks went forward on 28 March
    before = period_before(Range.FOUR_WEEKS, of(Range.FOUR_WEEKS, now=now))
    assert before.to_at == datetime(2027, 3, 10, 18, 0, tzinfo=UTC)
    assert before.from_at == datetime(2027, 2, 15, tzinfo=UTC)
    assert period_before(Range.ALL, of(Range.ALL, now=now)) is None


def test_everything_begins_with_the_first_event_and_goes_by_months_when_it_is_long():
    assert len(of(Range.ALL, earliest=NOW - timedelta(weeks=3)).steps()) == 4
    months = of(Range.ALL, earliest=NOW - timedelta(days=800)).steps()
    assert (months[0].first, months[-1].first, months[1].last) == (
        date(2024, 12, 1), date(2027, 3, 1), date(2025, 1, 31)
    )  # fmt: skip
    assert len(of(Range.ALL).steps()) == 12


def test_an_instant_belongs_to_the_week_of_its_zones_calendar():
    late_on_sunday = datetime(2027, 3, 1, 3, 0, tzinfo=UTC)  # 22:00 on 28 February in New York
    steps = of(Range.FOUR_WEEKS, now=late_on_sunday, timezone="America/New_York").steps()
    assert steps[step_at(steps, late_on_sunday)].last == date(2027, 2, 28)
