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
class WayOut:
    """How a limit is kept again: by cancelling `number` of `among` calls, if there are as many, or by another time.

    `opens_at` is from when on: with all calls ahead, when one may book again; else, when a week or semester begins that
    has room, None if none is known.
    """

    period: Period
    number: int
    among: int
    opens_at: datetime | None


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
    """A week or a semester with the calls of a student that fill it."""

    stretch: Stretch
    allowed: Allowance
    calls: tuple[CallFacts, ...]


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
        if after.allowed.period is Period.SEMESTER and not any(term.holds(at) for term in semesters):
            coming = [term.starts_at for term in semesters if term.starts_at > at]
            if not coming:
                return None
            at = min(coming)
        filled = next((one.stretch for one in full if one.stretch.holds(at)), None)
        if filled is None:
            return at
        at = filled.ends_at
