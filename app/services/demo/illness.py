"""A coach of the demo who has just fallen ill: tomorrow is cancelled, and other times are held for who was to come."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from app.domain.time_off import choose
from app.domain.timezones import to_local, to_utc_forward
from app.services.demo.actions import Book, Event, FallIll, PublishSlot
from app.services.demo.calendar import Opening
from app.services.demo.coaches import COACHES

COACH = next(coach for coach in COACHES if coach.email == "diego")
# Not the student of the opening scene, whose next call is to stand first.
STUDENT, CALL = "jonas", -31
NOTE = "The second song again, slower. My left hand is not there yet."
REASON = "I am ill and have no voice. I am sorry."
# Later than all else that happens, for it ends calls of others, too.
AGO = timedelta(minutes=3)


def slots(now: datetime) -> list[tuple[str, Opening]]:
    """Return who had booked which slot of tomorrow, between the coach's usual times."""
    starts_at = to_utc_forward(datetime.combine(_tomorrow(now), time(11)), COACH.timezone)
    return [(STUDENT, Opening(COACH.email, starts_at))]


def tell(now: datetime) -> Iterator[Event]:
    """Yield the call, and how it ended."""
    off = choose(_tomorrow(now), _tomorrow(now), None, None, timezone=COACH.timezone, now=now)
    for student, slot in slots(now):
        yield Event(now - timedelta(days=6), PublishSlot(slot))
        yield Event(now - timedelta(days=4), Book(CALL, slot, student, NOTE))
    yield Event(now - AGO, FallIll(COACH.email, off, REASON))


def _tomorrow(now: datetime) -> date:
    return to_local(now, COACH.timezone).date() + timedelta(days=1)
