"""When the coaches of the demo offer their time: patterns of their own wall clock, laid out around today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.domain.errors import NoSuchTime
from app.domain.series import WeeklyPattern
from app.domain.timezones import to_local, to_utc
from app.services.demo.coaches import Coach

SLOT_LENGTH = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Opening:
    """A slot of the plan, known by its coach and start."""

    coach: str
    starts_at: datetime

    @property
    def ends_at(self) -> datetime:
        """Return its end."""
        return self.starts_at + SLOT_LENGTH


def joined_at(coach: Coach, now: datetime) -> datetime:
    """Return when the coach's account was made, well ahead of the first slot."""
    return now + timedelta(weeks=coach.habits.weeks[0], days=-7)


def patterns(coach: Coach, *, now: datetime, free_days: frozenset[date] = frozenset()) -> list[WeeklyPattern]:
    """Return what the coach publishes, in as many pieces as the days kept free make of it."""
    today = to_local(now, coach.timezone).date()
    first, last = (today + timedelta(weeks=weeks) for weeks in coach.habits.weeks)
    return [
        WeeklyPattern(frozenset(pattern.weekdays), pattern.at, piece_first, piece_last)
        for pattern in coach.habits.patterns
        for piece_first, piece_last in _pieces(first, last, free_days)
    ]


def openings(coach: Coach, pattern: WeeklyPattern) -> Iterator[Opening]:
    """Yield the slots that publishing a pattern makes."""
    for wall_time in (datetime.combine(day, pattern.at) for day in pattern.dates()):
        try:
            yield Opening(coach.email, to_utc(wall_time, coach.timezone).instant)
        except NoSuchTime:
            continue


def _pieces(first: date, last: date, free_days: frozenset[date]) -> Iterator[tuple[date, date]]:
    for day in sorted(free_days):
        if first < day:
            yield first, day - timedelta(days=1)
        first = day + timedelta(days=1)
    yield first, last
