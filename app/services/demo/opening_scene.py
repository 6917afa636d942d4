"""What the two demo accounts find when they sign in: a call about to start, and two that wait for a score."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from app.domain.timezones import to_local
from app.services.demo.actions import Book, Event, PublishSlot
from app.services.demo.calendar import Opening
from app.services.demo.coaches import Coach

COACH = "ines"
STUDENT = "amara"
QUARTER = timedelta(minutes=15)
# Who comes, and how far from now; each begins at a quarter of an hour before that or at it.
SCENE = (
    ("jonas", timedelta(hours=-5, minutes=-15)),
    ("priya", timedelta(hours=-2, minutes=-45)),
    (STUDENT, timedelta(minutes=48)),
)
NOTES = {STUDENT: "I have a letter from the school and cannot answer it. Can we write it together?"}


def slots(now: datetime) -> list[tuple[str, Opening]]:
    """Return the scene's students, each with their slot; the last begins about 40 minutes from now."""
    return [(student, Opening(COACH, _quarter(now + distance))) for student, distance in SCENE]


def free_days(coach: Coach, now: datetime) -> frozenset[date]:
    """Return the days on which the coach's usual patterns would stand in the way of the scene."""
    if coach.email != COACH:
        return frozenset()
    first, *_, last = [slot for _, slot in slots(now)]
    return frozenset(to_local(instant, coach.timezone).date() for instant in (first.starts_at, last.ends_at))


def tell(now: datetime) -> Iterator[Event]:
    """Yield how the scene came about; its calls have negative numbers."""
    for number, (student, slot) in enumerate(slots(now), start=1):
        yield Event(slot.starts_at - timedelta(days=6), PublishSlot(slot))
        yield Event(slot.starts_at - timedelta(days=3), Book(-number, slot, student, NOTES.get(student, "")))


def _quarter(instant: datetime) -> datetime:
    return instant - (instant - instant.replace(minute=0, second=0, microsecond=0)) % QUARTER
