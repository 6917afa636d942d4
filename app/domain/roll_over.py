"""Carrying the weeks of one semester into another: which times are weekly, and which dates they would be."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from app.domain.holidays import Holiday, find
from app.domain.semesters import DAY, Semester
from app.domain.series import DateVerdict, SeriesDate

# In how many weeks a time is offered before it counts as weekly, unless another number is asked for.
USUAL_WEEKS = 3


class Skip(StrEnum):
    """Why a date is left out, beside the reasons for which any series leaves one out."""

    THERE = "already_there"
    HOLIDAY = "holiday"
    BUSY = "busy"
    WITHDRAWN = "withdrawn"
    CROWDED = "overlaps_another"


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot of the old semester, on its coach's wall clock."""

    wall_time: datetime
    place: str


@dataclass(frozen=True, slots=True)
class WeeklyTime:
    """A weekday (ISO) and time of a coach's wall clock, in how many weeks it was offered, and where the last time."""

    weekday: int
    at: time
    weeks: int
    place: str


def weekly_times(offers: Iterable[Offer]) -> list[WeeklyTime]:
    """Return every weekday and time that was offered, the most frequent first, then the one offered last."""
    found: dict[tuple[int, time], list[Offer]] = {}
    for offer in sorted(offers, key=lambda offer: offer.wall_time):
        start = offer.wall_time
        found.setdefault((start.isoweekday(), start.time()), []).append(offer)
    by_rank = sorted(found.items(), key=lambda item: (_weeks(item[1]), item[1][-1].wall_time), reverse=True)
    return [WeeklyTime(*when, _weeks(offers), offers[-1].place) for when, offers in by_rank]


def list_dates(times: Sequence[WeeklyTime], target: Semester) -> list[tuple[datetime, WeeklyTime]]:
    """Return each wall-clock time at which a semester would have these; all of one, then all of the next.

    The days around it are looked at too: in a coach's zone they may belong to the semester.
    """
    first, last = target.first_day - DAY, target.last_day + DAY
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [
        (datetime.combine(day, weekly.at), weekly)
        for weekly in times
        for day in days
        if day.isoweekday() == weekly.weekday
    ]


def belongs(date: SeriesDate, target: Semester, timezone: str) -> bool:
    """Return whether a date is a semester's own, if only in part; the clock may skip its time."""
    if date.starts_at is None or date.ends_at is None:
        return target.first_day <= date.wall_time.date() <= target.last_day
    return date.ends_at > target.starts_at(timezone) and date.starts_at < target.ends_at(timezone)


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What stands in a coach's way beside slots: holidays, own calls as a student, starts of slots withdrawn by hand.

    `planned` are the times that the roll-over itself has found room for.
    """

    holidays: Sequence[Holiday]
    busy: Sequence[tuple[datetime, datetime]]
    withdrawn: Collection[datetime]
    planned: list[tuple[datetime, datetime]] = field(default_factory=list)

    def judge(self, date: SeriesDate) -> tuple[Skip | None, str | None]:
        """Return why a date is left out, with the name of the holiday; plan it if it is not."""
        if date.starts_at is None or date.ends_at is None:
            return None, None
        if date.verdict is DateVerdict.OVERLAP and date.clash and date.clash.starts_at == date.starts_at:
            return Skip.THERE, None
        if date.verdict is not DateVerdict.PUBLISH:
            return None, None
        holiday = find(self.holidays, date.starts_at, date.ends_at)
        if holiday:
            return Skip.HOLIDAY, holiday.name
        if date.starts_at in self.withdrawn:
            return Skip.WITHDRAWN, None
        if _reaches_into(self.busy, date.starts_at, date.ends_at):
            return Skip.BUSY, None
        if _reaches_into(self.planned, date.starts_at, date.ends_at):
            return Skip.CROWDED, None
        self.planned.append((date.starts_at, date.ends_at))
        return None, None


def _reaches_into(spans: Sequence[tuple[datetime, datetime]], starts_at: datetime, ends_at: datetime) -> bool:
    return any(first < ends_at and last > starts_at for first, last in spans)


def _weeks(offers: Sequence[Offer]) -> int:
    return len({offer.wall_time.date() for offer in offers})
