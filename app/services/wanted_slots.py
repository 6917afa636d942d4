"""The slots that a person looks for and may book, as conditions and queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, literal, select

from app.domain.search import Criteria
from app.domain.slots import SlotStatus
from app.models import Slot
from app.services import bookability, search
from app.services.asked import NOW, SOONEST
from app.services.bookability import Booking
from app.services.search import Clock

# When the soonest slot of a coach is that has none.
NEVER: Any = literal(datetime(9999, 1, 1, tzinfo=UTC), Slot.starts_at.type)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which coaches are asked for, and the conditions on a slot: made once, for a list asks them in several places.

    What is made of it is executed with `given(booking)`. `at_best` are those that are answered at once, by an index and
    by when a slot starts; `of_slot` are all.
    """

    criteria: Criteria
    at_best: tuple[ColumnElement[bool], ...]
    of_slot: tuple[ColumnElement[bool], ...]


def wanted(booking: Booking, criteria: Criteria) -> Wanted:
    """Return what this person looks for and may book."""
    clock = search.clock(criteria, booking)
    return of(criteria, clock, bookability.is_bookable(booking), is_bound=booking.is_bound)


def of(criteria: Criteria, clock: Clock | None, bookable: ColumnElement[bool], *, is_bound: bool) -> Wanted:
    """Return what is looked for by this clock, and is bookable by this condition."""
    when = search.slot_conditions(criteria, clock)
    named_by_index = Slot.status == SlotStatus.OPEN, Slot.starts_at >= (SOONEST if is_bound else NOW)
    return Wanted(criteria, (*named_by_index, *when), (*when, bookable))


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
