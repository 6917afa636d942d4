"""Weekly patterns: which dates they name, and their limits."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import EmptySeries, Missing, SeriesTooLong, UntilBeforeFrom
from app.domain.series import DateVerdict, SeriesDate, SeriesReport, WeeklyPattern

MONDAY = date(2027, 3, 1)


def pattern(weekdays=(1,), first_on=MONDAY, last_on=MONDAY + timedelta(days=27)):
    return WeeklyPattern(frozenset(weekdays), time(9), first_on, last_on)


@pytest.mark.parametrize("weekday", range(1, 8))
def test_a_pattern_names_only_dates_of_its_weekday(weekday):
    """Case B8."""
    dates = list(pattern([weekday]).dates())
    assert dates == [MONDAY + timedelta(days=weekday - 1 + 7 * week) for week in range(4)]


@given(st.sets(st.integers(1, 7), min_size=1), st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 366))
def test_a_pattern_names_every_date_of_its_weekdays_once_in_order(weekdays, first_on, days):
    """Case B8."""
    last_on = first_on + timedelta(days=days)
    everyday = [first_on + timedelta(days=n) for n in range(days + 1)]
    found = list(pattern(weekdays, first_on, last_on).dates())
    assert found == [day for day in everyday if day.isoweekday() in weekdays]


@pytest.mark.parametrize("weekdays", [(), (0,), (8,), (1, 9), (-1,)])
def test_a_pattern_needs_weekdays_from_monday_to_sunday(weekdays):
    with pytest.raises(Missing) as refused:
        pattern(weekdays)
    assert refused.value.field == "weekdays"


def test_a_pattern_may_last_one_day_and_not_end_before_it_begins():
    assert list(pattern(last_on=MONDAY).dates()) == [MONDAY]
    with pytest.raises(UntilBeforeFrom):
        pattern(last_on=MONDAY - timedelta(days=1))


def test_a_pattern_may_last_a_leap_year_and_no_longer():
    assert len(list(pattern(last_on=MONDAY + timedelta(days=366)).dates())) == 53
    with pytest.raises(SeriesTooLong):
        pattern(last_on=MONDAY + timedelta(days=367))


def test_a_report_tells_what_is_published_from_what_is_not():
    publish = SeriesDate(datetime(2027, 3, 1, 9), DateVerdict.PUBLISH)
    past = SeriesDate(datetime(2027, 2, 22, 9), DateVerdict.PAST)
    report = SeriesReport((past, publish))
    report.check_not_empty()
    assert report.to_publish == (publish,)


def test_a_report_without_any_date_is_refused():
    with pytest.raises(EmptySeries):
        SeriesReport(()).check_not_empty()
