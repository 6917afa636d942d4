"""A weekly rule: times that a coach offers every week, on the coach's own wall clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.domain.errors import Missing, TooManyTimes, UntilBeforeFrom, WeeksOutOfRange
from app.domain.holidays import Holiday, find
from app.domain.timezones import check_timezone, to_local, to_utc_forward

MOST_TIMES = 8
USUAL_WEEKS, MOST_WEEKS = 4, 26
WEEK, DAY = timedelta(days=7), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WeeklyRule:
    """ISO weekdays (1 is Monday), starts, the first and perhaps the last day, and how far ahead slots are opened."""

    weekdays: frozenset[int]
    times: tuple[time, ...]
    timezone: str
    first_on: date
    last_on: date | None = None
    weeks_ahead: int = USUAL_WEEKS
    place: str = ""

    def __post_init__(self) -> None:
        """Refuse a rule without a weekday or a time, with too many times, that ends early or opens too far ahead."""
        check_timezone(self.timezone)
        if not self.weekdays or not self.weekdays <= set(range(1, 8)):
            raise Missing("weekdays")
        if not self.times:
            raise Missing("times")
        if len(self.times) > MOST_TIMES:
            raise TooManyTimes(most=MOST_TIMES)
        if self.last_on is not None and self.last_on < self.first_on:
            raise UntilBeforeFrom(first_on=self.first_on)
        if not 1 <= self.weeks_ahead <= MOST_WEEKS:
            raise WeeksOutOfRange(most=MOST_WEEKS)

    def wall_times(self, *, now: datetime) -> list[datetime]:
        """Return each start of the weeks ahead that this day begins, in order. Cases B1, B8."""
        today = to_local(now, self.timezone).date()
        end = today + self.weeks_ahead * WEEK
        first, last = max(self.first_on, today), min(self.last_on or end, end - DAY)
        days = (first + number * DAY for number in range((last - first).days + 1))
        return [
            datetime.combine(day, at)
            for day in days
            if day.isoweekday() in self.weekdays
            for at in sorted(set(self.times))
        ]

    def skipped(
        self, holidays: Sequence[Holiday], *, length: timedelta, now: datetime
    ) -> Iterator[tuple[datetime, Holiday]]:
        """Yield each of these starts whose slot reaches into a holiday, with the holiday."""
        for wall_time in self.wall_times(now=now) if holidays else ():
            starts_at = to_utc_forward(wall_time, self.timezone)
            holiday = find(holidays, starts_at, starts_at + length)
            if holiday:
                yield wall_time, holiday
