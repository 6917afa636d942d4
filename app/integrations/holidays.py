"""Holidays from a calendar file (iCalendar, RFC 5545), its repeating ones laid out."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice

import recurring_ical_events
from icalendar import Calendar, Component, Event

from app.domain.errors import DomainError, HolidaysTooLarge, HolidaysTooOften, HolidaysUnreadable
from app.domain.holidays import NAMELESS, Holiday
from app.domain.timezones import to_utc_forward

LARGEST = 2**20
MOST_COMPONENTS, MOST_REPEATING, MOST_FOUND = 2_000, 200, 5_000
# Ten for each component, which a second is enough for.
MOST_LINES = 10 * MOST_COMPONENTS
# A holiday may repeat by these; by hours or seconds a short file would stand for billions of events.
DAYS_APART = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
WITHIN_DAYS = ("BYHOUR", "BYMINUTE", "BYSECOND")


def read(data: bytes, *, from_at: datetime, to_at: datetime, timezone: str) -> Sequence[Holiday]:
    """Return the events of a calendar that reach into a stretch of time, by their start.

    Whole days, and times without a zone, are those of `timezone`. What was cancelled is no event. Raises
    HolidaysUnreadable, HolidaysTooLarge, HolidaysTooOften.
    """
    parts, lines = data.upper().count(b"BEGIN:"), data.count(b"\n")
    if len(data) > LARGEST or parts > MOST_COMPONENTS or lines > MOST_LINES:
        raise _too_large()
    try:
        return sorted(_events(data, from_at, to_at, timezone), key=lambda holiday: holiday.starts_at)
    except DomainError:
        raise
    # Each kind of broken file has an error of its own, of the library's or of those below it.
    except Exception as error:
        raise HolidaysUnreadable() from error


def _events(data: bytes, from_at: datetime, to_at: datetime, timezone: str) -> list[Holiday]:
    calendar = Calendar.from_ical(data.decode("utf-8-sig"))
    if calendar.name != "VCALENDAR":
        raise HolidaysUnreadable()
    repeating = [event for event in calendar.walk("VEVENT") if isinstance(event, Event) and event.rrules]
    if len(repeating) > MOST_REPEATING:
        raise _too_large()
    for event in repeating:
        _check_rules(event)
    day = timedelta(days=1)
    found = recurring_ical_events.of(calendar, components=["VEVENT"]).between(from_at - day, to_at + day)
    events = list(islice((event for event in found if event.get("STATUS") != "CANCELLED"), MOST_FOUND + 1))
    if len(events) > MOST_FOUND:
        raise _too_large()
    return [Holiday(_name(event), *(_instant(end, timezone) for end in (event.start, event.end))) for event in events]


def _check_rules(event: Event) -> None:
    for rule in event.rrules:
        if not set(map(str.upper, rule.get("FREQ", []))) <= DAYS_APART or any(part in rule for part in WITHIN_DAYS):
            raise HolidaysTooOften(name=_name(event))


def _too_large() -> HolidaysTooLarge:
    return HolidaysTooLarge(components=MOST_COMPONENTS, repeating=MOST_REPEATING)


def _name(event: Component) -> str:
    return " ".join(str(event.get("SUMMARY", "")).split())[:120] or NAMELESS


def _instant(end: date, timezone: str) -> datetime:
    if not isinstance(end, datetime):
        return to_utc_forward(datetime.combine(end, time.min), timezone)
    return to_utc_forward(end, timezone) if end.tzinfo is None else end
