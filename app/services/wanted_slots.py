"""The slots that a person looks for and may book, as conditions and queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, exists, literal, select

from app.domain.search import Criteria
from app.domain.slots import SlotStatus
from app.models import Slot
from app.services import bookability, booking_rules, search
from app.services.asked import NOW, SOONEST, STUDENT
from app.services.bookability import Booking
from app.services.booking_rules import Shape
from app.services.instants import later
from app.services.search import Clock

# When the soonest slot of a coach is that has none.
NEVER: Any = literal(datetime(9999, 1, 1, tzinfo=UTC), Slot.starts_at.type)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which coaches are asked for, and the conditions on a slot: made once, for a list asks them in several places.

    What is made of it is executed with `given(booking)`. `at_best` are those that are answered at once, by an index and
    by when a slot starts; `at_a_glance` asks a student's own calls as well; `of_slot` are all.
    """

    criteria: Criteria
    at_best: tuple[ColumnElement[bool], ...]
    at_a_glance: tuple[ColumnElement[bool], ...]
    of_slot: tuple[ColumnElement[bool], ...]


def wanted(booking: Booking, criteria: Criteria) -> Wanted:
    """Return what this person looks for and may book."""
    clock = search.clock(criteria, booking)
    return of(criteria, clock, bookability.shape_of(booking), bookability.is_bookable(booking))


def of(criteria: Criteria, clock: Clock | None, shape: Shape, bookable: ColumnElement[bool] | None = None) -> Wanted:
    """Return what is looked for by this clock, and passes this condition; or else all that a shape decides."""
    if bookable is None:
        bookable = booking_rules.all_of(shape)
    when = search.slot_conditions(criteria, clock)
    named_by_index = Slot.status == SlotStatus.OPEN, Slot.starts_at >= (SOONEST if shape.is_bound else NOW)
    at_best = (*named_by_index, *when)
    at_a_glance = (*at_best, ~_begins_in_own_call()) if shape.is_student else at_best
    return Wanted(criteria, at_best, at_a_glance, (*when, bookable))


def _begins_in_own_call() -> ColumnElement[bool]:
    """Return the condition that the student is in a call when the slot starts, which is what its index tells of it."""
    return exists().where(*booking_rules.overlapping(STUDENT, Slot.starts_at, later(Slot.starts_at, 1)))


def open_slots(asked: Wanted, *columns: Any, near: Sequence[ColumnElement[bool]] = ()) -> Select[*tuple[Any, ...]]:
    """Return the query for slots that this person may book and looks for; `near` is asked before the rules."""
    return select(*columns).where(*near, *asked.of_slot)


def nth_slot(of_slot: Sequence[ColumnElement[bool]], coach_id: Any, skipped: int = 0) -> Any:
    """Return the start of a coach's soonest slot, or of one some slots later."""
    slots = select(Slot.starts_at).where(*of_slot, Slot.coach_id == coach_id)
    found = slots.order_by(Slot.starts_at).limit(1).offset(skipped or None)
    return found.correlate(coach_id.table).scalar_subquery()


def materialized(query: Select[*tuple[Any, ...]], name: str) -> CTE:
    """Return a query that a database answers once: else it looks for a slot once for each place that names it."""
    return query.cte(name).prefix_with("MATERIALIZED")
