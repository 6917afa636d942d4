"""Calendar files of a megabyte that are made to keep whoever reads them busy (SEC-28)."""

from contextlib import suppress

import pytest

from app.domain.errors import DomainError
from app.domain.remote_calendars import NoAnswer
from app.integrations import holidays
from app.integrations.calendars.caldav_words import read_busy
from tests.conftest import NOW
from tests.effort import effort_below
from tests.jobs.diary import DAY

LARGEST = 2**20
HEAD, END = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n", "END:VCALENDAR\r\n"
BUSY, BUSY_END = f"{HEAD}BEGIN:VFREEBUSY\r\n", f"END:VFREEBUSY\r\n{END}"
EVENT, EVENT_END = f"{HEAD}BEGIN:VEVENT\r\nUID:1\r\nDTSTART:", f"END:VEVENT\r\n{END}"
MOST_SECONDS = 2


def filled(head, part, tail):
    """Return as much of a part as a file may hold."""
    return (head + part * ((LARGEST - len(head) - len(tail)) // len(part)) + tail).encode()


def repeating(rule):
    """Return a file with one event that repeats."""
    return f"{EVENT}20270301T000000Z\r\nRRULE:{rule}\r\n{EVENT_END}".encode()


HOSTILE = {
    "a depth without an end": filled(HEAD, "BEGIN:VFREEBUSY\r\n", ""),
    "a line for each time": filled(BUSY, "FREEBUSY:20270301T100000Z/PT1H\r\n", BUSY_END),
    "all times in one line": filled(f"{BUSY}FREEBUSY:20270301T100000Z/PT1H", ",20270301T100000Z/PT1H", BUSY_END),
    "a parameter without an end": filled(f"{BUSY}FREEBUSY", ";A=B", f":20270301T100000Z/PT1H\r\n{BUSY_END}"),
    "a quotation without an end": filled(f'{BUSY}X;A="', '"', f"\r\n{BUSY_END}"),
    "ten thousand years": repeating("FREQ=DAILY;UNTIL=99991231T000000Z"),
    "a billion events": repeating("FREQ=SECONDLY"),
    "a day that never comes": repeating("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"),
}


def read_holidays(data):
    return holidays.read(data, from_at=NOW, to_at=NOW + 180 * DAY, timezone="UTC")


@pytest.mark.parametrize("read", [read_busy, read_holidays])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_calendar_is_read_or_refused_in_two_seconds(name, read):
    """SEC-28."""
    with effort_below(MOST_SECONDS), suppress(NoAnswer, DomainError):
        assert len(read(HOSTILE[name])) <= 200
