"""Times of day in little space, on the clock that the reader chose: "8:30", "14–16", "2 PM" or "2–4 PM"."""

import re
from datetime import UTC, datetime, timedelta

from app import formats

A_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def mark(starts: timedelta, length: timedelta) -> str:
    """Write where some hours of the day begin: "8:30" or "2 PM"; of twenty-four both ends, like "14–16"."""
    first, last = (brief(formats.clock_time(A_DAY + time, "UTC")) for time in (starts, starts + length))
    return f"{first}–{last}" if first.isdecimal() else first.replace(formats.HALF_DAY, " ")


def hours(first: int, last: int) -> str:
    """Write both ends of some whole hours of the day, like "22–24" or "10 PM–12 AM"."""
    starts, ends = (A_DAY + timedelta(hours=hour) for hour in (first, last))
    if brief(formats.clock_time(starts, "UTC")).isdecimal():
        return f"{first}–{last}"
    return brief(formats.hours(starts, ends, "UTC"))


def brief(told: str) -> str:
    """Leave out what a whole hour does not need."""
    return re.sub(r"^0(?=\d)|:00", "", told)
