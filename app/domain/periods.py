"""Stretches of time that figures tell of: whole weeks or months on a zone's own calendar."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.domain.timezones import to_local, to_utc_forward

WEEK = timedelta(weeks=1)
# From then on a step is a month: more weeks than that nobody tells apart.
MOST_WEEKS = 54


class Range(StrEnum):
    """How far back figures reach: weeks with the present one, or everything."""

    FOUR_WEEKS = "4w"
    TWELVE_WEEKS = "12w"
    YEAR = "1y"
    ALL = "all"

    @property
    def weeks(self) -> int | None:
        """Return how many weeks that are, None for all."""
        return {"4w": 4, "12w": 12, "1y": 52}.get(self.value)


@dataclass(frozen=True, slots=True)
class Step:
    """A week or a month of a period, by its days; it begins at `from_at` and ends where the next one begins."""

    first: date
    last: date
    from_at: datetime


@dataclass(frozen=True, slots=True)
class Period:
    """[from_at, to_at) on the calendar of a zone, whose weeks begin with an ISO weekday."""

    from_at: datetime
    to_at: datetime
    timezone: str
    first_weekday: int = 1

    def holds(self, instant: datetime) -> bool:
        """Return whether an instant lies in the period."""
        return self.from_at <= instant < self.to_at

    def steps(self) -> Sequence[Step]:
        """Return the weeks of the period, or the months of a long one; the first and the last reach into it."""
        first = week_of(to_local(self.from_at, self.timezone).date(), self.first_weekday)
        last = to_local(max(self.from_at, self.to_at - timedelta(microseconds=1)), self.timezone).date()
        if (last - first) // WEEK >= MOST_WEEKS:
            return self.months()
        starts = [first + number * WEEK for number in range((last - first) // WEEK + 1)]
        return [Step(day, day + timedelta(days=6), midnight(day, self.timezone)) for day in starts]

    def months(self) -> Sequence[Step]:
        """Return the months of the period; the first and the last reach into it."""
        day = to_local(self.from_at, self.timezone).date().replace(day=1)
        found = []
        while (from_at := midnight(day, self.timezone)) < self.to_at:
            following = (day + timedelta(days=31)).replace(day=1)
            found.append(Step(day, following - timedelta(days=1), from_at))
            day = following
        return found


def period_of(which: Range, *, now: datetime, timezone: str, first_weekday: int, earliest: datetime | None) -> Period:
    """Return the period that ends now; `earliest` is where everything begins, if anything does."""
    today = to_local(now, timezone).date()
    begins = week_of(today, first_weekday) - ((which.weeks or Range.TWELVE_WEEKS.weeks or 0) - 1) * WEEK
    if which.weeks is None and earliest is not None:
        begins = week_of(to_local(earliest, timezone).date(), first_weekday)
    return Period(midnight(begins, timezone), now, timezone, first_weekday)


def period_before(which: Range, period: Period) -> Period | None:
    """Return the same weeks before, up to the same moment of the week; before everything there is nothing."""
    if which.weeks is None:
        return None
    from_at, to_at = (
        to_utc_forward(to_local(end, period.timezone).replace(tzinfo=None) - which.weeks * WEEK, period.timezone)
        for end in (period.from_at, period.to_at)
    )
    return Period(from_at, to_at, period.timezone, period.first_weekday)


def step_at(steps: Sequence[Step], instant: datetime) -> int:
    """Return which of the steps an instant of their period belongs to."""
    return max(bisect_right(steps, instant, key=lambda step: step.from_at) - 1, 0)


def week_of(day: date, first_weekday: int) -> date:
    """Return the first day of a day's week."""
    return day - timedelta(days=(day.isoweekday() - first_weekday) % 7)


def midnight(day: date, timezone: str) -> datetime:
    """Return the first instant of a day in a zone."""
    return to_utc_forward(datetime.combine(day, time.min), timezone)
