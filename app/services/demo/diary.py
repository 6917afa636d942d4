"""Who is free when, and who goes to whom, in the demo's story."""

from collections import defaultdict
from collections.abc import Iterable
from random import Random

from app.domain.timezones import to_local
from app.services.demo.calendar import Opening
from app.services.demo.coaches import COACHES
from app.services.demo.students import STUDENTS, Student

AWAKE = range(7, 22)
CIRCLE = 12


class Diary:
    """The students' time: what is given to a call, even one that was cancelled later, is not given twice."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._given: defaultdict[str, list[Opening]] = defaultdict(list)
        self._circles = {coach.email: chance.sample(STUDENTS, CIRCLE) for coach in COACHES}

    def favour(self, coach: str, student: str, *, times: int) -> None:
        """Let a student come to this coach as often as so many others together."""
        self._circles[coach] += [person for person in STUDENTS if person.email == student] * times

    def is_free(self, student: str, slot: Opening) -> bool:
        """Return whether a student has given no part of this time away."""
        return all(other.ends_at <= slot.starts_at or other.starts_at >= slot.ends_at for other in self._given[student])

    def give(self, student: str, slot: Opening) -> None:
        """Give a student's time to a slot."""
        self._given[student].append(slot)

    def pick(self, slot: Opening) -> str | None:
        """Return a free student of the coach's own circle, or any other who is awake then, or None."""
        for candidates in (self._circles[slot.coach], STUDENTS):
            willing = [person.email for person in self._awake(candidates, slot) if self.is_free(person.email, slot)]
            if willing:
                return self._chance.choice(willing)
        return None

    def _awake(self, people: Iterable[Student], slot: Opening) -> list[Student]:
        return [person for person in people if to_local(slot.starts_at, person.timezone).hour in AWAKE]
