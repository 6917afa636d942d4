"""Students who book one time after the other through the API, each with a key, and try again until they are told."""

import json
from collections import Counter
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from threading import Event, Thread
from time import monotonic

PACE, AGAIN, PATIENCE = 1.0, 0.25, 30.0
PORT = 18000


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking that was acknowledged: when it was asked for the last time, and when it was answered."""

    call: int
    slot: int
    student: int
    asked_at: float
    told_at: float


class Booker(Thread):
    """One student, who has the times of one coach to themselves."""

    def __init__(self, student: int, token: str, slots: list[int], over: Event) -> None:
        super().__init__(daemon=True)
        self.student, self.booked, self.answers = student, list[Booked](), Counter[str]()
        self.trouble = ""
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._slots, self._over, self._line = slots, over, HTTPConnection("127.0.0.1", PORT, timeout=PATIENCE)

    def run(self) -> None:
        """Book until told to end; a booking that was begun is brought to its answer."""
        for slot in self._slots:
            while not self._book(slot):
                if self.trouble:
                    return
                Event().wait(AGAIN)
            if self._over.wait(PACE):
                return
        self.trouble = "ran out of times"

    def _book(self, slot: int) -> bool:
        asked_at, headers = monotonic(), {**self._headers, "Idempotency-Key": f"{self.student}-{slot}"}
        try:
            self._line.request("POST", "/api/v1/calls", json.dumps({"slot_id": slot}), headers)
            answer = self._line.getresponse()
            told = answer.read()
        except (OSError, HTTPException) as error:
            self._line.close()
            self.answers[type(error).__name__] += 1
            return False
        self.answers[str(answer.status)] += 1
        if answer.status == 201:
            self.booked.append(Booked(json.loads(told)["id"], slot, self.student, asked_at, monotonic()))
        elif answer.status < 500:
            self.trouble = f"{answer.status}: {told.decode()}"
        return answer.status == 201


class Crowd:
    """All of them."""

    def __init__(self, students: dict[int, tuple[str, list[int]]]) -> None:
        self._over = Event()
        self.bookers = [Booker(student, *what, self._over) for student, what in students.items()]

    def __enter__(self) -> "Crowd":
        for booker in self.bookers:
            booker.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for booker in self.bookers:
            booker.join()

    @property
    def booked(self) -> list[Booked]:
        """Return all that was acknowledged, in that order. Raises RuntimeError if somebody was told what cannot be."""
        for booker in self.bookers:
            if booker.trouble:
                raise RuntimeError(booker.trouble)
        return sorted((one for booker in self.bookers for one in list(booker.booked)), key=lambda one: one.told_at)

    @property
    def answers(self) -> Counter[str]:
        """Return how often each answer was given."""
        return sum((booker.answers for booker in self.bookers), Counter())
