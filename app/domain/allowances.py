"""How many calls a student may have: ahead at a time, in a week, in a semester; and the way out of a limit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from app.domain.calls import CallFacts
from app.domain.policy import Policy
from app.domain.timezones import to_local, to_utc_forward

WEEK = timedelta(weeks=1)


class Period(StrEnum):
    """What a limit of calls is counted over."""

    AHEAD = "ahead"
    WEEK = "week"
    SEMESTER = "semester"


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many calls ahead, in each week or in each semester."""

    number: int
    period: Period


@dataclass(frozen=True, slots=True)
class Limits:
    """What keeps a student from one more call, the widest in front."""

    reached: tuple[Allowance, ...]


@dataclass(frozen=True, slots=True)
class WayOut:
    """How a time can be booked after all: by cancelling `number` of `among` calls, if there are as many, or otherwise.

    These count towards every limit that is `reached`, so that nobody cancels in vain. Otherwise one may book again
    `from_at`, if all calls ahead are limited; and a week or a semester, which is limited, begins `at` then with room:
    None if none is known.
    """

    reached: tuple[Period, ...]
    number: int
    among: int
    from_at: datetime | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """From an instant until another, which is not in it."""

    starts_at: datetime
    ends_at: datetime

    def holds(self, instant: datetime) -> bool:
        """Return whether an instant lies within."""
        return self.starts_at <= instant < self.ends_at


@dataclass(frozen=True, slots=True)
class Full:
    """A week or a semester, or all time ahead, with the calls of a student that fill it."""

    stretch: Stretch
    allowed: Allowance
    calls: tuple[CallFacts, ...]

    @property
    def period(self) -> Period:
        """Return what the limit is counted over."""
        return self.allowed.period


def allowances_of(policy: Policy) -> list[Allowance]:
    """Return the limits that the programme has set."""
    limits = (
        Allowance(policy.max_open_calls, Period.AHEAD),
        Allowance(policy.max_calls_per_week, Period.WEEK),
        Allowance(policy.max_calls_per_semester, Period.SEMESTER),
    )
    return [one for one in limits if one.number]


def week_of(instant: datetime, timezone: str) -> Stretch:
    """Return the week, from Monday on, in which an instant lies in a zone."""
    day = to_local(instant, timezone).date()
    monday = datetime.combine(day - timedelta(days=day.weekday()), time.min)
    return Stretch(to_utc_forward(monday, timezone), to_utc_forward(monday + WEEK, timezone))


def list_full(stretches: Iterable[Stretch], calls: Sequence[CallFacts], allowed: Allowance) -> list[Full]:
    """Return the stretches in which so many calls begin as are allowed, or more."""
    found = (
        Full(stretch, allowed, tuple(call for call in calls if stretch.holds(call.starts_at))) for stretch in stretches
    )
    return [one for one in found if len(one.calls) >= allowed.number]


def find_room(after: Full, full: Sequence[Full], semesters: Sequence[Stretch]) -> datetime | None:
    """Return when the first week or semester after a full one begins that has room; None if no semester is known."""
    at = after.stretch.ends_at
    while True:
        if after.period is Period.SEMESTER and not any(term.holds(at) for term in semesters):
            coming = [term.starts_at for term in semesters if term.starts_at > at]
            if not coming:
                return None
            at = min(coming)
        filled = next((one.stretch for one in full if one.stretch.holds(at)), None)
        if filled is None:
            return at
        at = filled.ends_at
