"""Coaches, students and their tokens, and a time of its own for each storm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.db import transact
from app.domain.clock import utc_now
from app.domain.policy import Policy
from app.services import calls
from tests import factories
from tests.api.programs import token_of
from tests.factories import acting

LENGTH = timedelta(minutes=15)
POLICY = Policy(slot_length=LENGTH, booking_horizon=timedelta(days=730))
SETTINGS = {
    "COACHBOOK_SLOT_MINUTES": "15",
    "COACHBOOK_BOOKING_HORIZON_DAYS": "730",
    "COACHBOOK_API_REQUESTS_PER_MINUTE": "1000000",
}


@dataclass(frozen=True)
class Person:
    """Who asks, and the token that says so."""

    id: int
    token: str


class Town:
    """So many coaches and students, who all live by real time."""

    def __init__(self, size: int) -> None:
        self._now = utc_now().replace(second=0, microsecond=0)
        self._times = 0
        self.coaches = [self._person(f"coach{number}", factories.coach) for number in range(size)]
        self.students = [self._person(f"student{number}", factories.person) for number in range(size)]

    def next_time(self) -> datetime:
        """Return a start at which nothing is yet."""
        self._times += 1
        return self._now + timedelta(days=2) + self._times * LENGTH

    def publish(self, coaches: Sequence[Person], starts_at: datetime) -> list[int]:
        """Publish a slot of each of these coaches."""
        return [factories.slot(coach.id, starts_at, policy=POLICY, now=self._now) for coach in coaches]

    def book(self, student: Person, slot: int) -> int:
        """Book a slot, before any storm; return the call."""
        booked = {"student_id": student.id, "slot_id": slot, "policy": POLICY, "now": utc_now()}
        return transact(lambda: calls.book(actor=acting(student.id), **booked))

    def _person(self, who: str, make) -> Person:
        return Person(make(who, now=self._now), token_of(who))


def written(at: datetime) -> str:
    """Return an instant as the API reads it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
