"""Pages of coaches, each described and with their next slots, by one statement."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select

from app.db import db
from app.domain.search import ANYTHING, Criteria
from app.models import CoachProfile, Slot, User
from app.services import bookability, coach_ranking, coach_words, ratings, search, skills, wanted_slots
from app.services.asked import NOW, given
from app.services.bookability import Booking
from app.services.booking_rules import Shape
from app.services.coach_ranking import MOST_COUNTED
from app.services.coach_shapes import PROFILE, CoachPage, CoachView, page_of
from app.services.search import Clock
from app.services.wanted_slots import Wanted

Rows = Select[*tuple[Any, ...]]

SLOTS_SHOWN = 3
# Queries that are kept, of each kind; one takes 0.4 MiB.
KEPT = 16
THESE = CoachProfile.user_id.in_(bindparam("these", expanding=True))


def list_page(
    booking: Booking,
    criteria: Criteria = ANYTHING,
    *,
    slots_each: int,
    limit: int,
    cursor: str | None = None,
) -> CoachPage:
    """Return a page of the coaches that are looked for, in their order."""
    if bookability.is_lasting(booking) and not cursor:
        clock, shape, alike = search.clock(criteria, booking), bookability.shape_of(booking), search.alike(criteria)
        dialect = db.engine.dialect.name
        statement = _kept_description(dialect, alike, clock, shape, slots_each=slots_each, limit=limit)
    else:
        asked = wanted_slots.wanted(booking, criteria)
        statement = _described(asked, slots_each=slots_each, limit=limit, cursor=cursor)
    most = MOST_COUNTED if criteria.asks_when else None
    values = given(booking) | coach_words.given(criteria.words, criteria.place)
    return page_of(db.session.execute(statement, values).all(), limit, most)


def list_these(booking: Booking, numbers: Sequence[int]) -> Sequence[CoachView]:
    """Return the coaches with these numbers who still coach, in their order."""
    if not numbers:
        return []
    if bookability.is_lasting(booking):
        statement = _these_described(bookability.shape_of(booking), count=len(numbers))
    else:
        asked = wanted_slots.wanted(booking, ANYTHING)
        statement = _described(asked, THESE, slots_each=SLOTS_SHOWN, limit=len(numbers))
    rows = db.session.execute(statement, {**given(booking), "these": numbers}).all()
    return sorted(page_of(rows, len(numbers), None).items, key=lambda coach: numbers.index(coach.id))


@lru_cache(KEPT)
def _kept_description(
    _dialect: str, criteria: Criteria, clock: Clock | None, shape: Shape, *, slots_each: int, limit: int
) -> Rows:
    """Return the query for a first page, once for all who ask alike; each database looks for words its own way."""
    asked = wanted_slots.of(criteria, clock, shape)
    return _described(asked, slots_each=slots_each, limit=limit)


@lru_cache(KEPT)
def _these_described(shape: Shape, *, count: int) -> Rows:
    """Return the query for so many coaches by their numbers, made once for all who ask alike."""
    asked = wanted_slots.of(ANYTHING, None, shape)
    return _described(asked, THESE, slots_each=SLOTS_SHOWN, limit=count)


def _described(
    asked: Wanted, *conditions: ColumnElement[bool], slots_each: int, limit: int, cursor: str | None = None
) -> Rows:
    chosen = coach_ranking.page_of(asked, *conditions, slots_each=slots_each, limit=limit, cursor=cursor)
    keys = [chosen.c[name] for name in coach_ranking.KEYS]
    nth = func.row_number().over(partition_by=Slot.coach_id, order_by=(Slot.starts_at, Slot.id)).label("nth")
    last = select(chosen.c.last).where(chosen.c.id == Slot.coach_id).scalar_subquery()
    columns = Slot.id, Slot.coach_id, Slot.starts_at, Slot.ends_at, Slot.place, nth
    # Said so, and not as a join, or SQLite asks of every slot there is whether it may be booked.
    slots = wanted_slots.open_slots(
        asked, *columns, near=[Slot.coach_id.in_(select(chosen.c.id)), Slot.starts_at <= last]
    ).subquery("next_slots")
    return (
        select(*PROFILE, *skills.columns(chosen.c.id), *ratings.columns(chosen.c.id, NOW), chosen.c.count, *keys, slots)
        .select_from(chosen)
        .join(User, User.id == chosen.c.id)
        .join(CoachProfile, CoachProfile.user_id == chosen.c.id)
        .outerjoin(slots, and_(slots.c.coach_id == chosen.c.id, slots.c.nth <= slots_each))
        .order_by(*keys, slots.c.nth)
    )
