"""What a person looks for among coaches and open slots: subject, name, days of the week, time of day."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from app.domain.errors import TooLong, UnreadableText
from app.domain.text import NAME_LENGTH, clean_line

# Letters that do not come apart into a plain one and a mark.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})

QUARTER = timedelta(hours=6)
WEEKDAYS = range(1, 8)


class TimeOfDay(StrEnum):
    """A quarter of the day, by the hour at which a slot starts: six hours each, from midnight on."""

    NIGHT = "night"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"

    @property
    def first_hour(self) -> int:
        """Return the hour at which it begins."""
        return list(TimeOfDay).index(self) * 6


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is looked for; empty parts do not narrow. Days and times are on the wall clock of `timezone`."""

    subject: str = ""
    name: str = ""
    weekdays: frozenset[int] = frozenset()
    time: TimeOfDay | None = None
    timezone: str = "UTC"

    @property
    def given(self) -> tuple[str, ...]:
        """Return which parts narrow."""
        return tuple(part for part in ("subject", "name", "weekdays", "time") if getattr(self, part))

    @property
    def asks_when(self) -> bool:
        """Return whether days or times are asked for."""
        return bool(self.weekdays or self.time)

    def without(self, part: str) -> "Criteria":
        """Return the same with one part left out."""
        return replace(self, **{part: getattr(ANYTHING, part)})

    def quarters_of_week(self) -> frozenset[int]:
        """Return the six-hour quarters in which a slot may start, counted from Monday 00:00."""
        weekdays = self.weekdays or WEEKDAYS
        times = [self.time] if self.time else list(TimeOfDay)
        return frozenset(4 * (weekday - 1) + time.first_hour // 6 for weekday in weekdays for time in times)


ANYTHING = Criteria()


def clean(
    *, subject: str | None, name: str | None, weekdays: Iterable[str], time: str | None, timezone: str
) -> Criteria:
    """Return criteria from what an address says; what no form of ours would send is left out."""
    return Criteria(
        subject=_clean_line(subject),
        name=_clean_line(name),
        weekdays=frozenset(number for number in WEEKDAYS if str(number) in set(weekdays)),
        time=TimeOfDay(time) if time in set(TimeOfDay) else None,
        timezone=timezone,
    )


def _clean_line(text: str | None) -> str:
    try:
        return clean_line(text, field="", limit=NAME_LENGTH)
    except (TooLong, UnreadableText):
        return ""


def fold(text: str) -> str:
    """Return text as it is compared: without case and without marks on its letters."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character)).translate(_PLAIN)


def is_named(name: str, wanted: str) -> bool:
    """Return whether each word that is wanted begins a word of the name."""
    words = fold(name).replace("-", " ").split()
    return all(any(word.startswith(part) for word in words) for part in fold(wanted).replace("-", " ").split())
