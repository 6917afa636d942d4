"""Fair access: how many calls a student may hold, and who may book a new slot first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from app.domain.timezones import to_local, to_utc_forward

WEEK = timedelta(weeks=1)
# Where there is no semester, "this semester" is so long: before and after now.
HALF_A_YEAR = timedelta(weeks=26)


class Period(StrEnum):
    """What a limit of calls is counted over."""

    WEEK = "week"
    SEMESTER = "semester"


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many calls in each week or semester."""

    number: int
    period: Period


@dataclass(frozen=True, slots=True)
class Stretch:
    """From an instant until another, which is not in it."""

    starts_at: datetime
    ends_at: datetime

    def holds(self, instant: datetime) -> bool:
        """Return whether an instant lies within."""
        return self.starts_at <= instant < self.ends_at


def week_of(instant: datetime, timezone: str) -> Stretch:
    """Return the week, from Monday on, in which an instant lies in a zone."""
    day = to_local(instant, timezone).date()
    monday = datetime.combine(day - timedelta(days=day.weekday()), time.min)
    return Stretch(to_utc_forward(monday, timezone), to_utc_forward(monday + WEEK, timezone))


def full(stretches: Iterable[Stretch], starts: Sequence[datetime], allowed: int) -> list[Stretch]:
    """Return the stretches in which so many calls begin as are allowed, or more."""
    return [stretch for stretch in stretches if sum(map(stretch.holds, starts)) >= allowed]


def is_among_fewest(own: int, counts: Sequence[int]) -> bool:
    """Return whether a student has had as few calls as the lower half of those who had any (`counts`).

    The bound is the lower median, so that whoever stands at it comes in as well, and nobody is kept out where all
    have had the same.
    """
    return not counts or own <= sorted(counts)[(len(counts) - 1) // 2]


def opens_to_all_at(created_at: datetime, starts_at: datetime, head_start: timedelta) -> datetime:
    """Return when a slot is everybody's: after the head start, or half the time until it begins if that is less."""
    return created_at + min(head_start, (starts_at - created_at) / 2)
