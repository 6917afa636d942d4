"""Which coaches come first: by how well they fit the words, by their soonest slot, their price, their experience."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import CTE, BigInteger, ColumnElement, Select, case, func, literal, select, tuple_

from app.db import EPOCH
from app.domain.calls import CallStatus
from app.domain.reviews import FEWEST_FOR_AVERAGE
from app.domain.search import Criteria, Sort
from app.models import Call, CoachProfile, Slot, User
from app.services import bookability, coach_words, paging, people, ratings, search
from app.services.bookability import Booking
from app.services.search import SecondsSince1970

# Coaches without a slot come after all others; those without a price after those with one.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
NO_PRICE = 10**9
# Prices in another currency come after those in the one that is asked for: they are not compared with them.
OTHER_CURRENCY = 10**8
# The order of a list, each column ascending; the last tells two coaches apart for certain.
KEYS = ("is_without", "tier", "first", "shuffle", "id")
# A prime: what each number below it leaves of its product with one of them is another, and in no order.
PRIME = 10_007
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who asks for which coaches, and the conditions on a slot: made once, for a list asks them in three places."""

    booking: Booking
    criteria: Criteria
    of_slot: Sequence[ColumnElement[bool]]


def wanted(booking: Booking, criteria: Criteria) -> Wanted:
    """Return what this person looks for and may book."""
    return Wanted(booking, criteria, (*search.slot_conditions(criteria, booking), bookability.is_bookable(booking)))


def open_slots(asked: Wanted, *columns: Any, near: Sequence[ColumnElement[bool]] = ()) -> Select[*tuple[Any, ...]]:
    """Return the query for slots that this person may book and looks for; `near` is asked before the rules."""
    return select(*columns).where(*near, *asked.of_slot)


def rank(asked: Wanted, *conditions: ColumnElement[bool]) -> CTE:
    """Return the active coaches who are looked for with their soonest slot, by KEYS, and how many they are."""
    booking, criteria = asked.booking, asked.criteria
    never = literal(NEVER, Slot.starts_at.type)
    each = _materialized(_soonest_of_each(asked, *conditions), "each_coach")
    price = CoachProfile.rate_cents + case((search.is_in(criteria), 0), else_=OTHER_CURRENCY)
    rate = select(price).where(CoachProfile.user_id == each.c.id).scalar_subquery()
    first: dict[Sort, Any] = {
        Sort.SOONEST: SecondsSince1970(each.c.soonest),
        Sort.RATING: -_average(each.c.id, booking.now),
        Sort.PRICE: func.coalesce(rate, NO_PRICE),
        Sort.SESSIONS: -_sessions(each.c.id),
    }
    ranked = select(
        each.c.id,
        each.c.soonest,
        case((each.c.soonest < never, 0), else_=1).label("is_without"),
        each.c.tier,
        first[criteria.sort].label("first"),
        _shuffled(each.c.id, booking.now).label("shuffle"),
        func.count().over().label("count"),
    )
    return (ranked.where(each.c.soonest < never) if criteria.asks_when else ranked).cte("ranked")


def page_of(asked: Wanted, ranked: CTE, *, slots_each: int, limit: int, cursor: str | None) -> CTE:
    """Return one coach more than a page has, each with the start of the last slot that is shown of them."""
    keys, after = [ranked.c[name] for name in KEYS], paging.decode_keys(cursor, len(KEYS))
    chosen = select(ranked)
    if after:
        chosen = chosen.where(tuple_(*keys) > tuple_(*(literal(key, BigInteger()) for key in after)))
    page = _materialized(chosen.order_by(*keys).limit(limit + 1), "page")
    last = _nth_slot(asked, page.c.id, slots_each - 1)
    return _materialized(select(page, func.coalesce(last, literal(NEVER, Slot.starts_at.type)).label("last")), "chosen")


def _soonest_of_each(asked: Wanted, *conditions: ColumnElement[bool]) -> Select[Any, Any, Any]:
    booking, criteria = asked.booking, asked.criteria
    soonest = func.coalesce(_nth_slot(asked, User.id, 0), literal(NEVER, Slot.starts_at.type))
    conditions = (*people.IS_ACTIVE, *search.coach_conditions(criteria, User.id, now=booking.now), *conditions)
    if not criteria.words:
        found = select(User.id, soonest.label("soonest"), literal(0, BigInteger()).label("tier"))
        return found.join(CoachProfile, CoachProfile.user_id == User.id).where(*conditions)
    words = coach_words.find(criteria.words).subquery("words")
    found = select(User.id, soonest.label("soonest"), words.c.tier).join(words, words.c.coach_id == User.id)
    return found.join(CoachProfile, CoachProfile.user_id == User.id).where(*conditions)


def _nth_slot(asked: Wanted, coach_id: Any, skipped: int) -> Any:
    """Return the start of a coach's soonest slot, or of one some slots later."""
    slots = open_slots(asked, Slot.starts_at).where(Slot.coach_id == coach_id)
    found = slots.order_by(Slot.starts_at).limit(1).offset(skipped or None)
    return found.correlate(coach_id.table).scalar_subquery()


def _average(coach_id: Any, now: datetime) -> Any:
    """Return a coach's average in thousandths; 0 while too few have said something."""
    count, total = ratings.columns(coach_id, now)
    return case((count >= FEWEST_FOR_AVERAGE, total * 1000 // count), else_=0)


def _sessions(coach_id: Any) -> Any:
    held = select(func.count()).where(Call.coach_id == coach_id, Call.status == CallStatus.COMPLETED)
    return held.correlate(coach_id.table).scalar_subquery()


def _shuffled(coach_id: Any, now: datetime) -> Any:
    """Return an order of coaches that is another each day, so that new ones are seen."""
    return (coach_id * (1 + (now - EPOCH) // DAY % (PRIME - 1))) % PRIME


def _materialized(query: Select[*tuple[Any, ...]], name: str) -> CTE:
    # Else a database looks for the slot once for each place where it is named.
    return query.cte(name).prefix_with("MATERIALIZED")
