"""What is typed at the command line, read: times, days, weekdays, lists, numbers."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import click
from flask_babel import gettext

from app.db import LARGEST_NUMBER
from app.domain.errors import NotFound
from app.domain.references import PREFIX, number_of
from app.domain.timezones import YEARS, to_utc, to_utc_forward

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

NUMBER = click.IntRange(1, LARGEST_NUMBER)


class Start(NamedTuple):
    """A naive wall-clock time in a zone, and whether it came twice that day."""

    wall_time: datetime
    timezone: str
    is_repeated: bool


class Moment(click.ParamType[datetime]):
    """A wall-clock time like 2027-03-01T14:00, or an instant like 2027-03-01T14:00Z."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return a naive time, or an aware one if the offset was given."""
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            found = None
        if found is None or ":" not in value or found.year not in YEARS:
            self.fail(gettext("write a time like 2027-03-01T14:00, or an instant like 2027-03-01T14:00Z"), param, ctx)
        return found


class Since(Moment):
    """A day like 2027-03-01, or a time or an instant as `Moment` reads them."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return a naive time, the first of the day if it is one, or an aware one if the offset was given."""
        is_day = re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII)
        try:
            return super().convert(f"{value}T00:00" if is_day else value, param, ctx)
        except click.BadParameter:
            self.fail(gettext("write a day like 2027-03-01, or a time like 2027-03-01T14:00"), param, ctx)


class Day(click.ParamType[date]):
    """A date like 2027-03-01."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date."""
        try:
            found = date.fromisoformat(value)
        except ValueError:
            found = None
        if found is None or found.year not in YEARS:
            self.fail(gettext("write a date like 2027-03-01"), param, ctx)
        return found


class ClockTime(click.ParamType[time]):
    """A time of day like 14:00."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> time:
        """Return the time of day."""
        match = re.fullmatch(r"(\d{1,2}):(\d{2})", value, re.ASCII)
        if match is None or int(match[1]) > 23 or int(match[2]) > 59:
            self.fail(gettext("write a time of day like 14:00"), param, ctx)
        return time(int(match[1]), int(match[2]))


class Weekdays(click.ParamType[frozenset[int]]):
    """Weekdays like mon,thu or 1,4; Monday is 1."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> frozenset[int]:
        """Return ISO weekdays."""
        given = [part.strip().lower() for part in value.split(",")]
        if not all(part[:3] in WEEKDAYS or part in tuple("1234567") for part in given):
            self.fail(gettext("write weekdays like mon,thu or 1,4 (Monday is 1)"), param, ctx)
        return frozenset(int(part) if part.isdigit() else WEEKDAYS.index(part[:3]) + 1 for part in given)


class Names(click.ParamType[list[str]]):
    """Names between commas."""

    name = "a,b"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[str]:
        """Return the names, without those that are empty."""
        return [part.strip() for part in value.split(",") if part.strip()]


class CallNumber(click.ParamType[int]):
    """A call's number, or the reference that its people see, like S-2F7K."""

    name = "call"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        if str(value).upper().startswith(PREFIX):
            try:
                return number_of(value)
            except NotFound:
                self.fail(gettext("write a number like 12, or a reference like S-2F7K"), param, ctx)
        return int(NUMBER.convert(value, param, ctx))


class ObjectName(click.ParamType[tuple[str, int]]):
    """A kind and a number, like call:12; a call's reference will do, like call:S-2F7K."""

    name = "kind:number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """Return kind and number."""
        kind, _, which = value.partition(":")
        if kind == "call":
            return kind, CallNumber().convert(which, param, ctx)
        if not re.fullmatch(r"[a-z_]{1,40}:\d{1,18}", value, re.ASCII):
            self.fail(gettext("write a kind and a number, like call:12"), param, ctx)
        return kind, int(which)


def start_in(given: datetime, timezone: str) -> Start:
    """Return a typed start on the wall clock of a zone. Raises NoSuchTime. Case B10.

    An instant that the zone's wall clock cannot name, the second of a time that comes twice, stays in UTC.
    """
    if given.tzinfo is None:
        return Start(given, timezone, to_utc(given, timezone).is_repeated)
    wall_time = given.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
    if to_utc(wall_time, timezone).instant == given:
        return Start(wall_time, timezone, False)
    return Start(given.astimezone(UTC).replace(tzinfo=None), "UTC", False)


def instant_of(given: datetime, timezone: str) -> datetime:
    """Return the instant of a time that was typed, one without an offset being a zone's."""
    return to_utc_forward(given, timezone) if given.tzinfo is None else given


def start_of(day: date | None, timezone: str) -> datetime | None:
    """Return the first instant of a day in a zone, or None for no day."""
    return None if day is None else to_utc_forward(datetime.combine(day, time.min), timezone)


def end_of(day: date | None, timezone: str) -> datetime | None:
    """Return the instant at which a day has ended in a zone, or None for no day."""
    return None if day is None else start_of(day + timedelta(days=1), timezone)
