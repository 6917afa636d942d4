"""What a person looks for among coaches and open slots: words, what and whom, for how much, on which days, when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Self

from app.domain.errors import TooLong, UnreadableText
from app.domain.text import NAME_LENGTH, clean_line

QUARTER = timedelta(hours=6)
WEEKDAYS = range(1, 8)
# What “this week” means: on a Sunday, too, it has seven days.
WEEK = timedelta(days=7)


class TimeOfDay(StrEnum):
    """A quarter of the day, by the hour at which a slot starts: six hours each, from midnight on."""

    NIGHT = "night"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"

    @classmethod
    def at(cls, hour: int) -> Self:
        """Return the quarter of an hour of the day."""
        return list(cls)[timedelta(hours=hour) // QUARTER]

    @property
    def first_hour(self) -> int:
        """Return the hour at which it begins."""
        return list(TimeOfDay).index(self) * 6


class Sort(StrEnum):
    """Which coach comes first."""

    SOONEST = "soonest"
    RATING = "rating"
    PRICE = "price"
    SESSIONS = "sessions"


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is looked for; empty parts do not narrow. Days and times are on the wall clock of `timezone`.

    `price` is the most that a call may cost, in hundredths of `currency`, which is by its ISO 4217 code and without
    one that of most coaches: prices in others are not compared. `rating` is the least that students give on average.
    `language` is a code.
    """

    words: str = ""
    subject: str = ""
    language: str = ""
    place: str = ""
    is_online: bool = False
    price: int | None = None
    currency: str = ""
    rating: float = 0
    weekdays: frozenset[int] = frozenset()
    time: TimeOfDay | None = None
    is_this_week: bool = False
    timezone: str = "UTC"
    sort: Sort = Sort.SOONEST

    @property
    def given(self) -> tuple[str, ...]:
        """Return which parts narrow."""
        return tuple(part for part in PARTS if getattr(self, part) != getattr(ANYTHING, part))

    @property
    def asks_when(self) -> bool:
        """Return whether days or times are asked for."""
        return bool(self.weekdays or self.time or self.is_this_week)

    @property
    def asks_whom(self) -> bool:
        """Return whether anything narrows but days and times."""
        return not set(self.given) <= {"weekdays", "time", "is_this_week"}

    def without(self, part: str) -> "Criteria":
        """Return the same with one part left out."""
        return replace(self, **{part: getattr(ANYTHING, part)})

    def quarters_of_week(self) -> frozenset[int]:
        """Return the six-hour quarters in which a slot may start, counted from Monday 00:00."""
        weekdays = self.weekdays or WEEKDAYS
        times = [self.time] if self.time else list(TimeOfDay)
        return frozenset(4 * (weekday - 1) + time.first_hour // 6 for weekday in weekdays for time in times)


PARTS = ("words", "subject", "language", "place", "is_online", "price", "rating", "weekdays", "time", "is_this_week")
ANYTHING = Criteria()
# What may be asked for, as an address says it.
RATINGS = {"4": 4.0, "4.5": 4.5}


def clean(asked: Mapping[str, str], *, weekdays: Iterable[str], price: int | None, timezone: str) -> Criteria:
    """Return criteria from what an address says; what no form of ours would send is left out."""
    time, sort = asked.get("time"), asked.get("sort")
    return Criteria(
        words=_clean_line(asked.get("q")),
        subject=_clean_line(asked.get("subject")),
        language=_clean_line(asked.get("language")).lower(),
        place=_clean_line(asked.get("place")),
        is_online=asked.get("online") == "1",
        price=price,
        currency=_clean_line(asked.get("currency")).upper(),
        rating=RATINGS.get(asked.get("rating", ""), 0),
        weekdays=frozenset(number for number in WEEKDAYS if str(number) in set(weekdays)),
        time=TimeOfDay(time) if time in set(TimeOfDay) else None,
        is_this_week=asked.get("week") == "1",
        timezone=timezone,
        sort=Sort(sort) if sort in set(Sort) else Sort.SOONEST,
    )


def _clean_line(text: str | None) -> str:
    try:
        return clean_line(text, field="", limit=NAME_LENGTH)
    except (TooLong, UnreadableText):
        return ""
