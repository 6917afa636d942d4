"""What was wanted and not had, counted by weekday, time of day and subject: no person is in it."""

from collections.abc import Collection, Iterator
from datetime import datetime
from enum import StrEnum

from app.domain.search import Criteria, TimeOfDay
from app.domain.waitlist import Window


class Want(StrEnum):
    """How something was wanted in vain: a search found nothing, or somebody else booked the slot first."""

    EMPTY_SEARCH = "empty_search"
    LOST_RACE = "lost_race"


class Axis(StrEnum):
    """By what it is counted."""

    WEEKDAY = "weekday"
    TIME = "time"
    SUBJECT = "subject"


# Where a search asked for none of them.
ANY = ""
WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Place = tuple[Axis, str]


def places_of_time(local: datetime) -> tuple[Place, Place]:
    """Return where a slot counts that starts at this wall clock."""
    return (Axis.WEEKDAY, WEEKDAY_NAMES[local.weekday()]), (Axis.TIME, TimeOfDay.at(local.hour).value)


def places_of_search(criteria: Criteria) -> Iterator[Place]:
    """Yield where a search counts by what it asked of time; its words are in nothing."""
    yield from _places_of_days(criteria.weekdays)
    yield Axis.TIME, criteria.time.value if criteria.time else ANY


def places_of_window(window: Window) -> Iterator[Place]:
    """Yield where a wish counts by its days and times."""
    yield from _places_of_days(window.weekdays)
    yield from ((Axis.TIME, time) for time in sorted(time.value for time in window.times) or [ANY])


def _places_of_days(weekdays: Collection[int]) -> Iterator[Place]:
    days = [WEEKDAY_NAMES[number - 1] for number in sorted(weekdays)] or [ANY]
    yield from ((Axis.WEEKDAY, day) for day in days)
