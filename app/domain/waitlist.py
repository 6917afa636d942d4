"""The waitlist: what a student waits for, who comes first, and how long an offer stands (case F8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from app.domain.errors import UntilPast, UntilTooFar
from app.domain.policy import FURTHEST_SLOT, Policy
from app.domain.search import WEEKDAYS, TimeOfDay
from app.domain.timezones import to_local

# Whoever waits may think for so much of the time that is left, so that several are asked before the slot begins.
SHARE = 4
# Nobody is asked for less: the slot is simply open then.
SHORTEST = timedelta(minutes=15)
# What has just opened is kept for those who wait, until the first of them is asked; without a worker, for so long.
KEPT = timedelta(minutes=2)
# One unanswered offer may be an accident; after so many, one after the other, nobody seems to wait any more.
MISSES = 2
# What one student may wait for at once.
MOST_WISHES = 10
# A wish that was left can be taken up again for so long.
UNDO_LEAVING = timedelta(hours=1)


def kept_from(policy: Policy, now: datetime) -> datetime:
    """Return the earliest start of a slot that there is time to offer; nearer ones are simply open."""
    return policy.soonest_bookable(now) + SHARE * SHORTEST


class Answer(StrEnum):
    """What became of an offer; one that runs has none yet."""

    BOOKED = "booked"
    DECLINED = "declined"
    LAPSED = "lapsed"
    # It could not be taken any more: withdrawn, or the student has no need or no time for it.
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Window:
    """On which days and at which times of day, by the student's clock, and until which day; empty parts are any."""

    weekdays: frozenset[int] = frozenset()
    times: frozenset[TimeOfDay] = frozenset()
    until_on: date | None = None

    def holds(self, starts_at: datetime, timezone: str) -> bool:
        """Return whether a slot that starts then is wished for."""
        there = to_local(starts_at, timezone)
        return (
            (not self.weekdays or there.isoweekday() in self.weekdays)
            and (not self.times or TimeOfDay.at(there.hour) in self.times)
            and (self.until_on is None or there.date() <= self.until_on)
        )

    def is_over(self, now: datetime, timezone: str) -> bool:
        """Return whether its last day has passed."""
        return self.until_on is not None and self.until_on < to_local(now, timezone).date()

    def check_until(self, now: datetime, timezone: str) -> None:
        """Raise UntilPast or UntilTooFar unless slots can be published on its last day."""
        if self.is_over(now, timezone):
            raise UntilPast()
        furthest = to_local(now + FURTHEST_SLOT, timezone).date()
        if self.until_on is not None and self.until_on > furthest:
            raise UntilTooFar(furthest_on=furthest)


ANY = Window()


class Place(NamedTuple):
    """Where somebody stands in a line: the fewest calls this semester first, then first come."""

    calls: int
    joined_at: datetime
    wish_id: int


def place_of(wish_id: int, student_id: int, joined_at: datetime, counts: Mapping[int, int]) -> Place:
    """Return where a wish stands; `counts` are the calls of each student this semester."""
    return Place(counts.get(student_id, 0), joined_at, wish_id)


def offered_until(last_chance: datetime, *, now: datetime, longest: timedelta) -> datetime | None:
    """Return until when a slot is held for one student, or None when it begins too soon to ask anybody.

    `last_chance` is when it can be booked for the last time; an offer takes a quarter of the time until then at most.
    """
    lasts = min(longest, (last_chance - now) / SHARE)
    return now + lasts if lasts >= SHORTEST else None


def clean_window(weekdays: Iterable[int], times: Iterable[str], until_on: date | None) -> Window:
    """Return a window; what no form of ours would send is left out, and so is what asks for any day or time."""
    days = frozenset(weekdays) & frozenset(WEEKDAYS)
    quarters = frozenset(time for time in TimeOfDay if time.value in set(times))
    return Window(
        days if len(days) < len(WEEKDAYS) else frozenset(),
        quarters if len(quarters) < len(TimeOfDay) else frozenset(),
        until_on,
    )


def written(window: Window) -> dict[str, str | date | None]:
    """Return a window as it is kept."""
    return {
        "weekdays": "".join(map(str, sorted(window.weekdays))),
        "times": " ".join(time.value for time in TimeOfDay if time in window.times),
        "until_on": window.until_on,
    }


def read_window(weekdays: str, times: str, until_on: date | None) -> Window:
    """Return a window that was kept."""
    return Window(frozenset(map(int, weekdays)), frozenset(map(TimeOfDay, times.split())), until_on)
