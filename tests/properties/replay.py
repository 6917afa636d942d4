"""The state that the audit tells of: each entry, from the first to the last, is done again on paper."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.services import audit
from app.services.audit import AuditLine
from tests.properties.model import World

ALL = 10_000
OUTCOMES = {"call.completed": "completed", "call.no_show": "no_show"}


@dataclass
class Paper:
    """Slots by their status, and calls by slot, student, status and score, as the entries so far have it."""

    slots: dict[int, str] = field(default_factory=dict)
    calls: dict[int, tuple[int, int, str, int]] = field(default_factory=dict)

    def add(self, entry: AuditLine) -> None:
        """Do again what an entry tells of; what is neither of a slot nor of a call counts for nothing."""
        number, facts = entry.object_number, entry.facts
        if entry.action == "slot.published":
            assert number not in self.slots, "a slot is published once"
            self.slots[number] = "open"
        elif entry.action == "slot.withdrawn":
            assert self.slots[number] == "open", "only what is open is withdrawn"
            self.slots[number] = "withdrawn"
        elif entry.action == "call.booked":
            assert number not in self.calls, "a call is booked once"
            self._take(facts["slot"])
            self.calls[number] = (facts["slot"], facts["student"], "confirmed", 0)
        elif entry.object_kind == "call":
            self._change(number, entry)

    def _change(self, number: int, entry: AuditLine) -> None:
        slot, student, status, score = self.calls[number]
        if entry.action == "call.moved":
            self._take(entry.facts["to_slot"])
            self.slots[slot], slot = "open", entry.facts["to_slot"]
        elif entry.action == "call.cancelled":
            assert status == "confirmed", "what is over is not cancelled"
            self.slots[slot], status = "open", "cancelled"
        elif entry.action in OUTCOMES:
            status = OUTCOMES[entry.action]
        elif entry.action in ("feedback.recorded", "feedback.changed"):
            score = entry.facts["satisfaction"]
        self.calls[number] = (slot, student, status, score)

    def _take(self, slot: int) -> None:
        assert self.slots[slot] == "open", "only what is open is taken"
        self.slots[slot] = "booked"


def entries() -> list[AuditLine]:
    """Return the whole audit, from its first entry on."""
    found = list(audit.list_entries(limit=ALL + 1))
    assert len(found) <= ALL
    return found[::-1]


def replay(told: Iterable[AuditLine]) -> Paper:
    """Return the state that these entries tell of (I-22)."""
    paper = Paper()
    for entry in told:
        paper.add(entry)
    return paper


def paper_of(world: World) -> Paper:
    """Return the model's state, written as an audit would tell of it."""
    return Paper(
        {number: slot.status for number, slot in world.slots.items()},
        {number: (call.slot, call.student, call.status, call.feedback) for number, call in world.calls.items()},
    )
