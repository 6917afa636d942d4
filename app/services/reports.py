"""What is told of the whole programme: coach by coach, and week by week."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from app.db import db
from app.domain.figures import CallFact, SlotFact
from app.domain.periods import Period, Step, step_at
from app.models import Call, CoachProfile, Slot, User
from app.services.figures import Totals, read_calls, read_slots, total_of


@dataclass(frozen=True, slots=True)
class CoachLine:
    """A coach, and what their part of a period comes to."""

    number: int
    name: str
    email: str
    total: Totals


@dataclass(frozen=True, slots=True)
class WeekLine:
    """A week, or a month of a long period, and what it comes to."""

    step: Step
    total: Totals


def list_coaches(period: Period, *, now: datetime) -> Sequence[CoachLine]:
    """Return the coaches by name, those too who had nothing, unless they coach no more; in three statements."""
    calls, slots = defaultdict[int, list[CallFact]](list), defaultdict[int, list[SlotFact]](list)
    for call_row, call in read_calls(_within(Call, period), now):
        calls[call_row.coach_id].append(call)
    for slot_row, slot in read_slots(_within(Slot, period), now):
        slots[slot_row.coach_id].append(slot)
    people = (
        select(User.id, User.name, User.email, CoachProfile.removed_at)
        .join(CoachProfile, CoachProfile.user_id == User.id)
        .order_by(User.name, User.id)
    )
    return [
        CoachLine(person.id, person.name, person.email, total_of(calls[person.id], slots[person.id]))
        for person in db.session.execute(people)
        if person.removed_at is None or person.id in calls or person.id in slots
    ]


def list_steps(period: Period, *, now: datetime) -> Sequence[WeekLine]:
    """Return the weeks of a period, or the months of a long one, in two statements."""
    steps = period.steps()
    calls: list[list[CallFact]] = [[] for _ in steps]
    slots: list[list[SlotFact]] = [[] for _ in steps]
    for _, call in read_calls(_within(Call, period), now):
        calls[step_at(steps, call.starts_at)].append(call)
    for _, slot in read_slots(_within(Slot, period), now):
        slots[step_at(steps, slot.starts_at)].append(slot)
    return [WeekLine(step, total_of(calls[at], slots[at])) for at, step in enumerate(steps)]


def _within(table: type[Call | Slot], period: Period) -> tuple[ColumnElement[bool], ...]:
    return table.starts_at >= period.from_at, table.starts_at < period.to_at
