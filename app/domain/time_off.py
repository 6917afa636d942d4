"""Time off: a stretch in which a coach takes no calls, on the coach's own clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.domain.errors import TimeOffPast, TimeOffTooFar, TimeOffTooLong, UntilBeforeFrom
from app.domain.policy import FURTHEST_SLOT
from app.domain.timezones import check_timezone, to_local, to_utc_forward

LONGEST = timedelta(days=366)
DAY = timedelta(days=1)


class Fate(StrEnum):
    """What becomes of a booked call inside: it stays, it is cancelled, or other times are held for its student too."""

    KEEP = "keep"
    CANCEL = "cancel"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class TimeOff:
    """A stretch of time, with the zone in which it was chosen; `number` is 0 for one that is only thought of."""

    starts_at: datetime
    ends_at: datetime
    timezone: str
    number: int = 0

    @property
    def is_whole_days(self) -> bool:
        """Return whether it begins and ends with a day of its zone."""
        ends = to_local(self.starts_at, self.timezone), to_local(self.ends_at, self.timezone)
        return all(to_utc_forward(datetime.combine(end.date(), time.min), self.timezone) == end for end in ends)

    @property
    def first_day(self) -> date:
        """Return the day in its zone on which it begins."""
        return to_local(self.starts_at, self.timezone).date()

    @property
    def last_day(self) -> date:
        """Return the day in its zone on which it ends; what ends at midnight still belongs to the day before."""
        return to_local(self.ends_at - timedelta(microseconds=1), self.timezone).date()


def choose(
    first_day: date, last_day: date, from_time: time | None, until_time: time | None, *, timezone: str, now: datetime
) -> TimeOff:
    """Return the time off between two days of a zone, both included, perhaps from and until a time of these days.

    Where the clock skips a time, the first one after it counts. Raises UntilBeforeFrom, TimeOffPast, TimeOffTooFar,
    TimeOffTooLong, BadTimezone.
    """
    check_timezone(timezone)
    _check_days(first_day, last_day, timezone=timezone, now=now)
    ends = datetime.combine(last_day, until_time) if until_time else datetime.combine(last_day + DAY, time.min)
    starts_at = to_utc_forward(datetime.combine(first_day, from_time or time.min), timezone)
    ends_at = to_utc_forward(ends, timezone)
    if ends_at <= starts_at:
        raise UntilBeforeFrom(first_on=first_day)
    if ends_at <= now:
        raise TimeOffPast(now=now)
    if ends_at - starts_at > LONGEST:
        raise TimeOffTooLong(days=LONGEST.days)
    return TimeOff(starts_at, ends_at, timezone)


def _check_days(first_day: date, last_day: date, *, timezone: str, now: datetime) -> None:
    """Refuse days that no calendar reckons with, before any time of theirs is computed."""
    if last_day < first_day:
        raise UntilBeforeFrom(first_on=first_day)
    if last_day < to_local(now, timezone).date():
        raise TimeOffPast(now=now)
    furthest = to_local(now + FURTHEST_SLOT, timezone).date()
    if last_day > furthest:
        raise TimeOffTooFar(furthest_on=furthest)
    if last_day - first_day > LONGEST:
        raise TimeOffTooLong(days=LONGEST.days)


def find(known: Sequence[TimeOff], starts_at: datetime, ends_at: datetime) -> TimeOff | None:
    """Return the time off that a stretch of time touches, or None. Case A10."""
    return next((one for one in known if one.starts_at < ends_at and one.ends_at > starts_at), None)
