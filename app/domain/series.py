"""A weekly pattern in the coach's wall clock, laid out date by date."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.domain.errors import EmptySeries, Missing, SeriesTooLong, UntilBeforeFrom
from app.domain.slots import Clash

LONGEST_SERIES = timedelta(days=366)


class DateVerdict(StrEnum):
    """What becomes of one date of a series."""

    PUBLISH = "publish"
    PAST = "past"
    TOO_FAR = "too_far"
    OVERLAP = "overlap"
    NO_SUCH_TIME = "no_such_time"
    OUTSIDE_SEMESTER = "outside_semester"
    TIME_OFF = "time_off"


@dataclass(frozen=True, slots=True)
class WeeklyPattern:
    """ISO weekdays (1 is Monday), a wall-clock time and the first and last date, both included."""

    weekdays: frozenset[int]
    at: time
    first_on: date
    last_on: date

    def __post_init__(self) -> None:
        """Refuse a pattern without a weekday, one that ends before it begins, or one over a year long."""
        if not self.weekdays or not self.weekdays <= set(range(1, 8)):
            raise Missing("weekdays")
        if self.last_on < self.first_on:
            raise UntilBeforeFrom(first_on=self.first_on)
        if self.last_on - self.first_on > LONGEST_SERIES:
            raise SeriesTooLong(days=LONGEST_SERIES.days)

    def dates(self) -> Iterator[date]:
        """Yield each date of the pattern, in order. Case B8."""
        for offset in range((self.last_on - self.first_on).days + 1):
            day = self.first_on + timedelta(days=offset)
            if day.isoweekday() in self.weekdays:
                yield day


@dataclass(frozen=True, slots=True)
class SeriesDate:
    """One date of a series with its verdict; `starts_at` is None where the clock skips the time."""

    wall_time: datetime
    verdict: DateVerdict
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_repeated: bool = False
    clash: Clash | None = None


@dataclass(frozen=True, slots=True)
class SeriesReport:
    """A whole series, date by date, and the numbers of the slots that were published from it."""

    dates: tuple[SeriesDate, ...]
    slot_ids: tuple[int, ...] = field(default=())

    @property
    def to_publish(self) -> tuple[SeriesDate, ...]:
        """Return the dates that are, or would be, published."""
        return tuple(entry for entry in self.dates if entry.verdict is DateVerdict.PUBLISH)

    def check_not_empty(self) -> None:
        """Raise EmptySeries if the pattern names no date at all."""
        if not self.dates:
            raise EmptySeries()
