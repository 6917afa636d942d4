"""Holidays out of calendar files: what a semester has of them, and what is no such file."""

from datetime import UTC, datetime

import pytest

from app.domain.errors import HolidaysTooLarge, HolidaysTooOften, HolidaysUnreadable
from app.integrations import holidays

FIRST, LAST = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 7, 1, tzinfo=UTC)


def calendar(*events):
    """Write a calendar of these events, each as its lines."""
    lines = [f"BEGIN:VEVENT\r\nUID:{number}\r\n{event}\r\nEND:VEVENT" for number, event in enumerate(events)]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *lines, "END:VCALENDAR", ""])


def read(text, timezone="UTC"):
    data = text if isinstance(text, bytes) else text.encode()
    found = holidays.read(data, from_at=FIRST, to_at=LAST, timezone=timezone)
    return [(holiday.name, f"{holiday.starts_at:%m-%d %H:%M}", f"{holiday.ends_at:%m-%d %H:%M}") for holiday in found]


def test_whole_days_are_those_of_the_programme():
    easter = calendar("SUMMARY:Easter\r\nDTSTART;VALUE=DATE:20270326\r\nDTEND;VALUE=DATE:20270330")
    [found] = holidays.read(easter.encode(), from_at=FIRST, to_at=LAST, timezone="Europe/Lisbon")
    # The clocks go forward on the 28th.
    assert found.starts_at == datetime(2027, 3, 26, tzinfo=UTC)
    assert found.ends_at == datetime(2027, 3, 29, 23, tzinfo=UTC)


def test_a_day_without_an_end_lasts_a_day():
    assert read(calendar("SUMMARY:May\r\nDTSTART;VALUE=DATE:20270501")) == [("May", "05-01 00:00", "05-02 00:00")]


def test_times_keep_their_zone_and_take_the_programmes_without_one():
    text = calendar(
        "SUMMARY:In UTC\r\nDTSTART:20270302T140000Z\r\nDURATION:PT1H",
        "SUMMARY:In New York\r\nDTSTART;TZID=America/New_York:20270303T140000\r\nDURATION:PT1H",
        "SUMMARY:Anywhere\r\nDTSTART:20270304T140000\r\nDTEND:20270304T150000",
    )
    found = holidays.read(text.encode(), from_at=FIRST, to_at=LAST, timezone="Asia/Kolkata")
    assert [holiday.starts_at.astimezone(UTC).strftime("%d %H:%M") for holiday in found] == [
        "02 14:00", "03 19:00", "04 08:30",
    ]  # fmt: skip


def test_what_repeats_is_laid_out_without_what_was_taken_out():
    text = calendar(
        "SUMMARY:Labour\r\nDTSTART;VALUE=DATE:19000501\r\nRRULE:FREQ=YEARLY",
        "SUMMARY:Meeting\r\nDTSTART:20270105T120000Z\r\nRRULE:FREQ=MONTHLY;BYDAY=1TU\r\nEXDATE:20270406T120000Z",
        "SUMMARY:Old\r\nDTSTART;VALUE=DATE:20200501\r\nRRULE:FREQ=YEARLY;UNTIL=20210501",
    )
    assert [name for name, *_ in read(text)] == ["Meeting", "Labour", "Meeting", "Meeting"]


def test_what_was_cancelled_and_what_is_no_event_does_not_count():
    text = calendar("SUMMARY:Off\r\nSTATUS:CANCELLED\r\nDTSTART;VALUE=DATE:20270501").replace(
        "END:VCALENDAR", "BEGIN:VTODO\r\nUID:9\r\nDTSTART;VALUE=DATE:20270502\r\nEND:VTODO\r\nEND:VCALENDAR"
    )
    assert read(text) == []


def test_an_event_may_be_nameless_and_a_file_may_begin_with_a_byte_order_mark():
    text = "\ufeff" + calendar("DTSTART;VALUE=DATE:20270501", "SUMMARY:Two\\nlines\r\nDTSTART;VALUE=DATE:20270502")
    assert [name for name, *_ in read(text)] == ["–", "Two lines"]


@pytest.mark.parametrize(
    "broken",
    [
        b"", b"%PDF-1.7", b"\xff\xfe\x00", "BEGIN:VTODO\r\nEND:VTODO\r\n", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
        calendar("SUMMARY:Never"), calendar("DTSTART:soon"),
        calendar("DTSTART;VALUE=DATE:20270501\r\nRRULE:FREQ=DAILY;BYDAY=XX"),
        calendar("DTSTART:20270501T120000Z\r\nDURATION:P99999999999W"),
    ],
)  # fmt: skip
def test_what_is_no_calendar_is_refused(broken):
    with pytest.raises(HolidaysUnreadable):
        read(broken)


@pytest.mark.parametrize(
    "text",
    [
        calendar() + " " * holidays.LARGEST,
        calendar(*["DTSTART;VALUE=DATE:20270501"] * holidays.MOST_COMPONENTS),
        calendar(*["DTSTART;VALUE=DATE:20270501\r\nRRULE:FREQ=YEARLY"] * (holidays.MOST_REPEATING + 1)),
        calendar(*["DTSTART;VALUE=DATE:20270101\r\nRRULE:FREQ=DAILY"] * 50),
    ],
    ids=["bytes", "components", "rules", "dates"],
)
def test_what_is_too_large_is_refused(text):
    with pytest.raises(HolidaysTooLarge):
        read(text)


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY;INTERVAL=9", "FREQ=DAILY;BYHOUR=1,2", "FREQ=daily;bysecond=1"],
)
def test_what_repeats_within_a_day_is_refused_before_it_is_laid_out(rule):
    with pytest.raises(HolidaysTooOften) as refused:
        read(calendar(f"SUMMARY:Tick\r\nDTSTART:20270301T090000Z\r\nRRULE:{rule}"))
    assert refused.value.facts == {"name": "Tick"}


def test_as_much_as_is_allowed_is_read():
    text = calendar(*["DTSTART;VALUE=DATE:20270501"] * (holidays.MOST_COMPONENTS - 1))
    assert len(read(text)) == holidays.MOST_COMPONENTS - 1
