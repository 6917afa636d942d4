"""Between wall clocks and instants: gaps, folds, all zones, the ends of the calendar."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadTimezone, NoSuchTime
from app.domain.timezones import check_timezone, stretches, to_local, to_utc, to_utc_forward, zone_names

NAMES = sorted(zone_names())


@pytest.mark.parametrize(
    ("wall", "zone", "instant"),
    [
        ("2027-01-15 09:00", "America/New_York", "2027-01-15 14:00"),
        ("2027-07-15 09:00", "America/New_York", "2027-07-15 13:00"),
        ("2027-07-15 09:00", "Asia/Kathmandu", "2027-07-15 03:15"),
        ("2027-01-01 09:00", "Pacific/Kiritimati", "2026-12-31 19:00"),
        ("2027-03-01 09:00", "UTC", "2027-03-01 09:00"),
        # Around the autumn change of New York, on 2027-11-07 (case B1).
        ("2027-11-01 09:00", "America/New_York", "2027-11-01 13:00"),
        ("2027-11-08 09:00", "America/New_York", "2027-11-08 14:00"),
    ],
)
def test_a_wall_clock_time_becomes_the_instant_its_zone_means(wall, zone, instant):
    """Case B1."""
    found = to_utc(datetime.fromisoformat(wall), zone)
    assert found.instant == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert found.instant.tzinfo is UTC
    assert not found.is_repeated


@pytest.mark.parametrize(
    ("wall", "zone", "earlier", "later"),
    [
        ("2027-03-14 02:30", "America/New_York", "2027-03-14 01:30", "2027-03-14 03:30"),
        ("2027-03-28 01:30", "Europe/London", "2027-03-28 00:30", "2027-03-28 02:30"),
        ("2027-10-03 02:15", "Australia/Lord_Howe", "2027-10-03 01:45", "2027-10-03 02:45"),
        # Samoa crossed the date line: a whole day was left out.
        ("2011-12-30 12:00", "Pacific/Apia", "2011-12-29 12:00", "2011-12-31 12:00"),
    ],
)
def test_a_time_that_the_clock_skips_is_refused_with_the_times_beside_it(wall, zone, earlier, later):
    """Case B10."""
    with pytest.raises(NoSuchTime) as refused:
        to_utc(datetime.fromisoformat(wall), zone)
    around = [to_local(refused.value.facts[name], zone).replace(tzinfo=None) for name in ("earlier", "later")]
    assert around == [datetime.fromisoformat(earlier), datetime.fromisoformat(later)]


@pytest.mark.parametrize(
    ("wall", "zone", "instant"),
    [
        ("2027-11-07 01:30", "America/New_York", "2027-11-07 05:30"),
        ("2027-10-31 01:30", "Europe/London", "2027-10-31 00:30"),
        ("2027-04-04 01:45", "Australia/Lord_Howe", "2027-04-03 14:45"),
    ],
)
def test_a_time_that_comes_twice_takes_the_first_and_says_so(wall, zone, instant):
    """Case B10."""
    found = to_utc(datetime.fromisoformat(wall), zone)
    assert found.instant == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert found.is_repeated


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(NAMES),
)
def test_what_any_zone_shows_leads_back_to_the_instant_or_to_the_first_of_two(instant, zone):
    shown = to_local(instant, zone)
    found = to_utc(shown.replace(tzinfo=None), zone)
    if shown.fold:
        assert found.is_repeated
        assert found.instant < instant
    else:
        assert found.instant == instant


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.sampled_from(NAMES))
def test_any_wall_clock_time_is_an_instant_that_shows_it_or_is_refused(wall, zone):
    try:
        found = to_utc(wall, zone)
    except NoSuchTime as refused:
        earlier, later = refused.facts["earlier"], refused.facts["later"]
        assert to_local(earlier, zone).replace(tzinfo=None) < wall < to_local(later, zone).replace(tzinfo=None)
    else:
        assert to_local(found.instant, zone).replace(tzinfo=None) == wall


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "UTC"])
@pytest.mark.parametrize("convert", [lambda *given: to_utc(*given).instant, to_utc_forward])
def test_the_ends_of_the_calendar_are_far_past_and_far_future_not_a_crash(convert, zone):
    assert convert(datetime.min, zone).year == 1
    assert convert(datetime.max, zone).year == 9999


@pytest.mark.parametrize("name", ["", "Mars/Base", "europe/london", "../../etc/passwd", "Europe/London\x00", "EST"])
def test_what_is_no_zone_is_refused(name):
    with pytest.raises(BadTimezone):
        check_timezone(name)
    with pytest.raises(BadTimezone):
        to_utc(datetime(2027, 3, 1, 9), name)


def test_a_skipped_time_looked_for_forward_is_the_moment_after_the_gap():
    assert to_utc_forward(datetime(2027, 3, 14, 2, 30), "America/New_York") == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)


def test_a_week_before_a_clock_change_is_seven_times_24_hours_of_instants():
    """Case B9."""
    change = to_utc(datetime(2027, 3, 14, 9), "America/New_York").instant
    assert to_local(change - timedelta(days=7), "America/New_York").hour == 8


@given(
    zone=st.sampled_from(NAMES),
    start=st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),
    seconds=st.lists(st.integers(0, 180 * 24 * 3600 - 1), min_size=1, max_size=20),
)
def test_every_instant_lies_in_a_stretch_with_the_zones_offset_of_then(zone, start, seconds):
    found = stretches(zone, start, start + timedelta(days=180))
    assert found[-1].until == start + timedelta(days=180)
    for instant in [start + timedelta(seconds=second) for second in seconds]:
        offset = next(stretch.offset for stretch in found if instant < stretch.until)
        assert offset == to_local(instant, zone).utcoffset()


def test_stretches_end_at_the_very_second_at_which_the_clocks_change():
    changes = stretches(
        "Europe/Lisbon", datetime(2027, 3, 1, 9, 30, 0, 5, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC)
    )
    assert [(stretch.until, stretch.offset) for stretch in changes] == [
        (datetime(2027, 3, 28, 1, tzinfo=UTC), timedelta(0)),
        (datetime(2027, 10, 31, 1, tzinfo=UTC), timedelta(hours=1)),
        (datetime(2027, 12, 1, tzinfo=UTC), timedelta(0)),
    ]
