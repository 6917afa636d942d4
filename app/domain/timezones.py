"""Between a person's wall clock and UTC, with the hours that are missing or come twice."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from app.domain.errors import BadTimezone, NoSuchTime

# What people may write: every zone can name each time of these years, and the weeks around it.
YEARS = range(1971, 9998)

# A reader's zone within an hour: some hundred bytes each.
MOST_STRETCHES = 512

# Python's calendar ends there, and a zone's offset would lead beyond it.
_EARLIEST = datetime.min + timedelta(days=2)  # noqa: DTZ901  # a wall-clock time has no zone
_LATEST = datetime.max - timedelta(days=2)  # noqa: DTZ901  # likewise


@dataclass(frozen=True, slots=True)
class LocalStart:
    """An instant found from a wall-clock time; `is_repeated` when the clock showed that time twice that day."""

    instant: datetime
    is_repeated: bool


@cache
def zone_names() -> frozenset[str]:
    """Return the IANA names a person may choose."""
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")


def check_timezone(name: str) -> str:
    """Return the IANA name if there is such a zone, else raise BadTimezone."""
    if name not in zone_names():
        raise BadTimezone(given=name)
    return name


def to_utc(local: datetime, timezone: str) -> LocalStart:
    """Turn a naive wall-clock time in a zone into an instant.

    A time that comes twice (autumn) takes the first, unless its `fold` says the second. Raises NoSuchTime, with the
    times just before and after the gap, for one that the clock skips (spring), and BadTimezone. Case B10.
    """
    zone = ZoneInfo(check_timezone(timezone))
    local = _within_calendar(local)
    first = local.replace(tzinfo=zone, fold=0)
    second = local.replace(tzinfo=zone, fold=1)
    instant = (second if local.fold else first).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local:
        earlier, later = second.astimezone(UTC), first.astimezone(UTC)
        raise NoSuchTime(earlier=earlier, later=later)
    return LocalStart(instant, is_repeated=first.utcoffset() != second.utcoffset())


def to_local(instant: datetime, timezone: str) -> datetime:
    """Return the instant as the aware wall-clock time of a zone."""
    return instant.astimezone(ZoneInfo(timezone))


def to_utc_forward(local: datetime, timezone: str) -> datetime:
    """Return the first instant at which a zone's clock shows this naive time, or has passed it if it skips it."""
    return _within_calendar(local).replace(tzinfo=ZoneInfo(timezone), fold=0).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time, up to `until`, in which a zone stays as far from UTC as it is."""

    until: datetime
    offset: timedelta


@lru_cache(MOST_STRETCHES)
def stretches(timezone: str, from_at: datetime, to_at: datetime) -> tuple[Stretch, ...]:
    """Return the stretches between clock changes that a zone goes through in [from_at, to_at)."""
    zone = ZoneInfo(timezone)

    def offset(instant: datetime) -> timedelta:
        return instant.astimezone(zone).utcoffset() or timedelta(0)

    found, day = [], from_at
    while day < to_at:
        next_day = min(day + timedelta(days=1), to_at)
        before, after = day, next_day
        if offset(before) != offset(after):
            while after - before > timedelta(seconds=1):
                middle = before + (after - before) // 2
                before, after = (before, middle) if offset(middle) != offset(day) else (middle, after)
            found.append(Stretch(after.replace(microsecond=0), offset(day)))
        day = next_day
    return (*found, Stretch(to_at, offset(to_at)))


def _within_calendar(local: datetime) -> datetime:
    return min(max(local, _EARLIEST), _LATEST)
