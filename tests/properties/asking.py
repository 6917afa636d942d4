"""Asking the services and the model the same thing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from app.db import db, transact
from app.domain.actors import Actor
from app.domain.errors import DomainError
from app.domain.policy import Policy
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, acting
from tests.properties import model
from tests.properties.model import Call, Slot, World

DONE = ""
POLICY = Policy(
    slot_length=model.LENGTH,
    booking_notice=model.NOTICE,
    booking_horizon=model.HORIZON,
    cancel_notice=model.CANCEL_NOTICE,
    max_open_calls=model.LIMIT,
    contact_period=model.CONTACT,
)
COACHES, STUDENTS = ("alice", "dora"), ("bob", "charlie")

INSTANT = timedelta(microseconds=1)
HALF_HOUR = timedelta(minutes=30)


def email_of(person: int) -> str:
    """Return the address of one of the people by their place."""
    return f"{(COACHES + STUDENTS)[person]}@example.org"


class Asking(RuleBasedStateMachine):
    """Two coaches, who also book, and two students; `answer` runs a request and compares what comes back."""

    def __init__(self, start_anew: Callable[[], None]) -> None:
        super().__init__()
        start_anew()
        self.people = [factories.coach(who) for who in COACHES] + [factories.person(who) for who in STUDENTS]
        self.world = World(NOW, coaches=set(self.people[:2]), people=set(self.people))
        self.requests: dict[tuple[int | None, str], tuple[Any, Any]] = {}

    def who(self, number: int) -> tuple[int, Actor]:
        return self.people[number], acting(self.people[number])

    def as_role(self, role: str, slot: Slot, call: Call | None = None) -> tuple[int | None, Actor]:
        """Return who is the student, the coach, an administrator or a stranger to a slot or a call."""
        if role == "admin" or (role == "canceller" and call and call.cancelled_by is None):
            return None, ADMIN
        if role == "canceller" and call and call.cancelled_by:
            return call.cancelled_by, acting(call.cancelled_by)
        student = call.student if call else self.people[3]
        strangers = [number for number in self.people if number not in (slot.coach, student)]
        number = {"student": student, "coach": slot.coach}.get(role, strangers[0])
        return number, acting(number)

    def a_slot(self, number: int) -> tuple[int, Slot]:
        found = sorted(self.world.slots)
        return found[number % len(found)], self.world.slots[found[number % len(found)]]

    def a_call(self, number: int) -> tuple[int, Call]:
        found = sorted(self.world.calls)
        return found[number % len(found)], self.world.calls[found[number % len(found)]]

    def confirmed(self) -> list[int]:
        return sorted(number for number, call in self.world.calls.items() if call.status == "confirmed")

    def a_cancelled_call(self, number: int) -> tuple[int, Call]:
        found = sorted(number for number, call in self.world.calls.items() if call.status == "cancelled")
        return found[number % len(found)], self.world.calls[found[number % len(found)]]

    def start(self, offset: int) -> datetime:
        return NOW + ((self.world.now - NOW) // HALF_HOUR + offset) * HALF_HOUR

    def answer(self, work: Callable[[], Any], expected: str) -> Any:
        """Run a request; its answer must be the refusal expected, or none."""
        try:
            result, code = transact(work), DONE
        except DomainError as error:
            result, code = None, error.code
        db.session.close()
        assert code == expected
        return result

    def answer_once(self, person: int | None, key: str, request: Any, work: Callable[[], Any], expected: str) -> Any:
        """Run a request with a key; return its result, or None if it was refused or is the copy of an earlier one."""
        earlier = self.requests.get((person, key)) if key and person is not None else None
        if earlier is None:
            result = self.answer(work, expected)
            if expected == DONE:
                self.requests[person, key] = (request, result)
            return result
        result = self.answer(work, DONE if earlier[0] == request else "idempotency_mismatch")
        assert result == (earlier[1] if earlier[0] == request else None)
        return None

    def come_to(self, slot, before, off):
        self.world.now = max(self.world.now, slot.start - before + off * INSTANT)
