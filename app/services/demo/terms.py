"""The demo's semesters: half years without a gap, from before the story for as long as slots may be published."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from app.services.demo.actions import Event, KeepSemester

BEFORE, DAY = timedelta(weeks=15), timedelta(days=1)
MONTHS, YEAR = 6, 12
# With no gap in between, and for two years and more: a slot may be published at any time, as without semesters.
MANY = 6
SPRING, AUTUMN = 4, 10


def tell(now: datetime) -> Iterator[Event]:
    """Yield every semester; this one has some two months left."""
    month = _months_of((now - BEFORE).date())
    for first in range(month, month + MANY * MONTHS, MONTHS):
        last_day = _first_day(first + MONTHS) - DAY
        yield Event(now - BEFORE, KeepSemester(_name(_first_day(first)), _first_day(first), last_day))


def _months_of(day: date) -> int:
    return day.year * YEAR + day.month - 1


def _first_day(months: int) -> date:
    return date(months // YEAR, months % YEAR + 1, 1)


def _name(first_day: date) -> str:
    if SPRING <= first_day.month < AUTUMN:
        return f"Autumn {first_day.year}"
    return f"Spring {first_day.year + (first_day.month >= AUTUMN)}"
