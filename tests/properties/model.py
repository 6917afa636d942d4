"""A small Coachbook in plain Python, which says by itself what must be answered and what the world then looks like."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

LENGTH, NOTICE, HORIZON = timedelta(hours=2), timedelta(hours=1), timedelta(days=180)
CANCEL_NOTICE, CONTACT, LIMIT = timedelta(hours=12), timedelta(days=30), 2


@dataclass
class Slot:
    coach: int
    start: datetime
    status: str = "open"
    # The call whose cancellation withdrew it.
    withdrawn_by: "Call | None" = None

    @property
    def end(self) -> datetime:
        return self.start + LENGTH


@dataclass
class Call:
    slot: int
    student: int
    status: str = "confirmed"
    feedback: int = 0
    cancelled_by: int | None = 0
    restored_by: int = 0


@dataclass
class World:
    """Who there is, what is offered and booked, and what time it is. `None` as a person is an administrator."""

    now: datetime
    coaches: set[int]
    people: set[int]
    closed: set[int] = field(default_factory=set)
    slots: dict[int, Slot] = field(default_factory=dict)
    calls: dict[int, Call] = field(default_factory=dict)
    # What a coach keeps free between two calls, and ahead of one.
    buffers: dict[int, timedelta] = field(default_factory=dict)
    notices: dict[int, timedelta] = field(default_factory=dict)

    def slot_of(self, call: Call) -> Slot:
        return self.slots[call.slot]

    def parties(self, call: Call) -> set[int]:
        return {call.student, self.slot_of(call).coach}

    def clashes(
        self, person: int | None, start: datetime, but: Call | None = None, buffer: timedelta = timedelta(0)
    ) -> bool:
        return any(
            call is not but and call.status != "cancelled" and person in self.parties(call)
            and abs(self.slot_of(call).start - start) < LENGTH + buffer
            for call in self.calls.values()
        )  # fmt: skip

    def has_slot_at(self, coach: int, start: datetime) -> bool:
        return any(
            slot.coach == coach and slot.status != "withdrawn" and abs(slot.start - start) < LENGTH
            for slot in self.slots.values()
        )

    def ahead(self, person: int | None) -> list[int]:
        """Return the calls ahead of a person, soonest first."""
        found = [
            number for number, call in self.calls.items()
            if person in self.parties(call) and call.status == "confirmed" and self.slot_of(call).start > self.now
        ]  # fmt: skip
        return sorted(found, key=lambda number: self.slot_of(self.calls[number]).start)

    def against_booking(
        self, student: int | None, slot: Slot, moving: Call | None = None, bound: bool = True, spaced: bool = True
    ) -> str:
        """Return the first reason why a slot cannot be booked, or "" if it can. A student of None is a visitor."""
        notice = max(NOTICE, self.notices.get(slot.coach, NOTICE))
        buffer = self.buffers.get(slot.coach, timedelta(0))
        open_calls = sum(self.calls[number].student == student for number in self.ahead(student))
        reasons = {
            "own_slot": student == slot.coach,
            "account_deactivated": student in self.closed,
            "slot_withdrawn": slot.status == "withdrawn",
            "slot_in_past": slot.start <= self.now,
            "slot_taken": slot.status == "booked",
            "too_soon": bound and slot.start < self.now + notice,
            "too_far": bound and slot.start > self.now + HORIZON,
            "coach_unavailable": slot.coach in self.closed,
            "coach_busy": self.clashes(slot.coach, slot.start, moving),
            "too_close": spaced and self.clashes(slot.coach, slot.start, moving, buffer),
            "student_busy": self.clashes(student, slot.start, moving),
            "over_limit": not moving and open_calls >= LIMIT,
        }
        return next((code for code, holds in reasons.items() if holds), "")

    def against_change(self, person: int | None, call: Call) -> str:
        """Return why this person may not cancel or move a call, leaving the reason they must give aside, or ""."""
        slot = self.slot_of(call)
        if person is not None and person not in self.parties(call):
            return "not_found"
        if call.status == "cancelled":
            return "already_cancelled"
        if call.status != "confirmed" or slot.end <= self.now:
            return "call_ended"
        if slot.start <= self.now:
            return "call_started"
        return "too_late_to_cancel" if person == call.student and slot.start - self.now < CANCEL_NOTICE else ""

    def against_restoring(self, person: int | None, call: Call) -> str:
        """Return why this person may not undo a call's cancellation, or ""."""
        slot = self.slot_of(call)
        if person is not None and person not in self.parties(call):
            return "not_found"
        if call.status != "cancelled":
            return "not_cancelled"
        if call.cancelled_by != person:
            return "wrong_role"
        if slot.start <= self.now:
            return "call_started"
        if call.restored_by:
            return ""
        if slot.withdrawn_by is call:
            if self.has_slot_at(slot.coach, slot.start):
                return "slot_overlap"
            slot = Slot(slot.coach, slot.start)
        return self.against_booking(call.student, slot, bound=False, spaced=person == call.student)

    def against_publishing(self, coach: int, start: datetime) -> str:
        if coach not in self.coaches or coach in self.closed:
            return "wrong_role"
        if start <= self.now:
            return "slot_in_past"
        return "slot_overlap" if self.has_slot_at(coach, start) else ""

    def against_withdrawing(self, person: int | None, slot: Slot) -> str:
        if person not in (None, slot.coach):
            return "not_found"
        if slot.status == "withdrawn":
            return "slot_withdrawn"
        if slot.start <= self.now:
            return "slot_started"
        return "slot_booked" if slot.status == "booked" else ""

    def against_judging(self, person: int | None, call: Call, early: str) -> str:
        """Return why this person may not say how a call was, or ""; `early` is the word for too early."""
        if person is not None and person not in self.parties(call):
            return "not_found"
        if person == call.student:
            return "wrong_role"
        if call.status == "cancelled":
            return "already_cancelled"
        return early if self.now < self.slot_of(call).end else ""

    def leave(self, call: Call, person: int | None, reopen: bool) -> None:
        """Free the call's slot: open again if its student left it or it is asked for, else offered no more."""
        self.slot_of(call).status = "open" if reopen or person == call.student else "withdrawn"

    def cancel(self, call: Call, person: int | None, reopen: bool) -> None:
        self.leave(call, person, reopen)
        call.status, call.cancelled_by = "cancelled", person
        if self.slot_of(call).status == "withdrawn":
            self.slot_of(call).withdrawn_by = call

    def restore(self, call: Call, number: int, slot: int) -> None:
        """Book the call's time again, in a new slot if its own was withdrawn."""
        old = self.slot_of(call)
        call.restored_by = number
        self.slots.setdefault(slot, Slot(old.coach, old.start)).status = "booked"
        self.calls[number] = Call(slot, call.student)

    def open_to(self, student: int | None) -> list[int]:
        found = [number for number, slot in self.slots.items() if not self.against_booking(student, slot)]
        return sorted(found, key=lambda number: (self.slots[number].start, number))

    def shows_phones(self, call: Call) -> bool:
        return call.status != "cancelled" and self.now <= self.slot_of(call).end + CONTACT
