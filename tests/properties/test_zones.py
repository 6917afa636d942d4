"""Every hour that is shown in a zone leads back to the stored instant, whatever the clocks there do."""

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import time_machine
from flask import Flask
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app import create_app, formats
from app.domain.policy import Policy
from app.domain.slots import end_of
from app.domain.timezones import to_local, to_utc, zone_names
from config import Config
from tests.conftest import NOW

LENGTH = Policy().slot_length
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
DAYS = 365

END = r"(\d+):(\d\d)(?:\s([AP])M)?(?: \(UTC(?:([+−])(\d+)(?::(\d\d))?)\))?"
SPAN = re.compile(rf"\w+, (\w+ \d+)(?:, (\d{{4}}))?, {END}–{END}")

zones = st.sampled_from(sorted(zone_names()))
minutes = st.integers(0, DAYS * 24 * 60).map(lambda number: NOW + number * MINUTE)


@cache
def an_app() -> Flask:
    """Return an application, for its language."""
    return create_app(Config.for_tests())


@cache
def clock_changes(zone: str) -> list[datetime]:
    """Return the instants within the year at which the zone's offset changes, to the minute."""
    there, found = ZoneInfo(zone), []
    for number in range(DAYS):
        before, after = NOW + number * DAY, NOW + (number + 1) * DAY
        if before.astimezone(there).utcoffset() == after.astimezone(there).utcoffset():
            continue
        while after - before > MINUTE:
            middle = before + (after - before) // MINUTE // 2 * MINUTE
            is_early = middle.astimezone(there).utcoffset() == before.astimezone(there).utcoffset()
            before, after = (middle, after) if is_early else (before, middle)
        found.append(after)
    return found


@st.composite
def meetings(draw: st.DrawFn) -> tuple[str, str, datetime]:
    """Draw a coach's zone, a student's zone and a start, every other time near a clock change of one of them."""
    coach, student = draw(zones), draw(zones)
    changes = clock_changes(coach) + clock_changes(student)
    if changes and draw(st.booleans()):
        return coach, student, draw(st.sampled_from(changes)) + draw(st.integers(-240, 240)) * MINUTE
    return coach, student, draw(minutes)


@settings(max_examples=500, deadline=None)
@given(meetings())
@example(("America/New_York", "Australia/Lord_Howe", datetime(2027, 11, 7, 5, 30, tzinfo=UTC)))
@example(("Europe/London", "Asia/Kolkata", datetime(2027, 3, 28, 0, 30, tzinfo=UTC)))
# Late on the day on which one o'clock in the morning came twice.
@example(("Africa/Abidjan", "US/Alaska", datetime(2027, 11, 8, 8, 0, tzinfo=UTC)))
def test_what_both_people_read_is_the_stored_instant(meeting):
    """Goal row 21, cases B1, B2, invariant I-20."""
    coach, student, starts_at = meeting
    ends_at = end_of(starts_at, LENGTH)
    with time_machine.travel(NOW, tick=False), an_app().app_context():
        for zone in (coach, student):
            read = read_span(formats.span(starts_at, ends_at, zone), zone)
            assert read == (starts_at, ends_at)
            assert (read[1] - read[0]).total_seconds() == 7200


@settings(max_examples=500, deadline=None)
@given(meetings())
def test_a_wall_clock_time_that_comes_once_is_its_instant(meeting):
    """Case B10."""
    zone, _, starts_at = meeting
    found = to_utc(to_local(starts_at, zone).replace(tzinfo=None), zone)
    if found.instant != starts_at:
        assert found.is_repeated
        assert found.instant < starts_at
        assert to_local(found.instant, zone).replace(tzinfo=None) == to_local(starts_at, zone).replace(tzinfo=None)


def read_span(text: str, zone: str) -> tuple[datetime, datetime]:
    """Read what a person reads, knowing only their zone and that no year means the nearest."""
    found = SPAN.fullmatch(text)
    assert found, text
    day, year, *ends = found.groups()
    ends[2] = ends[2] or ends[8]  # said once, at the end, where both are in one half of the day
    years = [int(year)] if year else [NOW.year - 1, NOW.year, NOW.year + 1]
    dates = [datetime.strptime(f"{day} {number}", "%b %d %Y") for number in years if day != "Feb 29" or number % 4 == 0]  # noqa: DTZ007  # a day alone
    on = min(dates, key=lambda date: abs(date.replace(tzinfo=UTC) - NOW))
    start = read_end(on, zone, *ends[:6])
    # Without offsets, an end that is earlier on the clock is the next day's.
    is_next = ends[9] is None and read_clock(*ends[6:9]) < read_clock(*ends[:3])
    end = read_end(on + is_next * DAY, zone, *ends[6:])
    return start, end if end > start else read_end(on + DAY, zone, *ends[6:])


def read_clock(hour: str, minute: str, half: str) -> timedelta:
    return timedelta(hours=int(hour) % 12 + 12 * (half == "P"), minutes=int(minute))


def read_end(on: datetime, zone: str, hour: str, minute: str, half: str, sign: str, ahead: str, rest: str) -> datetime:
    """Return the instant of a time of day, by the offset written beside it or else by the zone."""
    wall_time = on + read_clock(hour, minute, half)
    if sign is None:
        found = to_utc(wall_time, zone)
        assert not found.is_repeated
        return found.instant
    offset = timedelta(hours=int(ahead), minutes=int(rest or 0))
    return (wall_time - (offset if sign == "+" else -offset)).replace(tzinfo=UTC)
