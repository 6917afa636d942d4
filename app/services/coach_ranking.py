"""Which coaches come first: by how well they fit the words, by their soonest slot, their price, their experience."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CTE, BigInteger, ColumnElement, FromClause, Select, case, func, literal, select, tuple_

from app.domain.calls import CallStatus
from app.domain.reviews import FEWEST_FOR_AVERAGE
from app.domain.search import Criteria, Sort
from app.domain.slots import SlotStatus
from app.models import Call, CoachProfile, Slot, User
from app.services import bookability, coach_words, paging, people, ratings, search
from app.services.asked import DAY, NOW, SOONEST
from app.services.bookability import Booking
from app.services.search import SecondsSince1970

# Coaches without a slot come after all others; those without a price after those with one.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
NO_PRICE = 10**9
# Prices in another currency come after those in the one that is asked for: they are not compared with them.
OTHER_CURRENCY = 10**8
# The order of a list, each column ascending; the last tells two coaches apart for certain.
KEYS = ("is_without", "tier", "first", "shuffle", "id")
# Soonest slots that say of a long list of coaches who may come first.
GLANCE = 100
# A prime: what each number below it leaves of its product with one of them is another, and in no order.
PRIME = 10_007


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which coaches are asked for, and the conditions on a slot: made once, for a list asks them in several places.

    What is made of it is executed with `given(booking)`.
    """

    criteria: Criteria
    is_bound: bool
    of_slot: tuple[ColumnElement[bool], ...]


def wanted(booking: Booking, criteria: Criteria) -> Wanted:
    """Return what this person looks for and may book."""
    of_slot = (*search.slot_conditions(criteria, booking), bookability.is_bookable(booking))
    return Wanted(criteria, booking.is_bound, of_slot)


def open_slots(asked: Wanted, *columns: Any, near: Sequence[ColumnElement[bool]] = ()) -> Select[*tuple[Any, ...]]:
    """Return the query for slots that this person may book and looks for; `near` is asked before the rules."""
    return select(*columns).where(*near, *asked.of_slot)


def count(asked: Wanted) -> Select[int]:
    """Return the query for how many coaches are looked for."""
    found = select(func.count()).select_from(User).join(CoachProfile, CoachProfile.user_id == User.id)
    found = found.where(*people.IS_ACTIVE, *search.coach_conditions(asked.criteria, User.id, now=NOW))
    return found.where(_nth_slot(asked.of_slot, User.id).is_not(None)) if asked.criteria.asks_when else found


def page_of(
    asked: Wanted, *conditions: ColumnElement[bool], slots_each: int, limit: int, cursor: str | None = None
) -> CTE:
    """Return one coach more than a page has, by KEYS, each with the start of the last slot that is shown of them.

    Each also says how many coaches are looked for in all.
    """
    each = _each_coach(asked, *conditions, is_all=not (asked.criteria.given or conditions or cursor))
    ranked = _ranked(asked, each if asked.criteria.asks_when else _likely(asked, each, limit, cursor))
    page = _materialized(_following(ranked, cursor).limit(limit + 1), "page")
    last = func.coalesce(_nth_slot(asked.of_slot, page.c.id, slots_each - 1), _never())
    return _materialized(select(page, last.label("last")), "chosen")


def _each_coach(asked: Wanted, *conditions: ColumnElement[bool], is_all: bool) -> CTE:
    """Return the active coaches who are looked for, with their soonest slot, and how many they are.

    Only where coaches count by their slots is each asked for the soonest that can be booked. Else it is one that an
    index names: what can be booked is that one or a later one, and is asked of few.
    """
    criteria = asked.criteria
    conditions = (*people.IS_ACTIVE, *search.coach_conditions(criteria, User.id, now=NOW), *conditions)
    of_slot = asked.of_slot if criteria.asks_when else _named_by_index(asked)
    near, soonest = _at_a_glance(asked) if is_all else (None, _nth_slot(of_slot, User.id))
    soonest = func.coalesce(soonest, _never()).label("soonest")
    found = select(User.id, soonest, _measure(asked).label("measure"))
    if criteria.words:
        words = coach_words.find(criteria.words).subquery("words")
        found = found.add_columns(words.c.tier).join(words, words.c.coach_id == User.id)
    else:
        found = found.add_columns(literal(0, BigInteger()).label("tier"))
    found = found.join(CoachProfile, CoachProfile.user_id == User.id)
    if near is not None:
        found = found.outerjoin(near, near.c.coach_id == User.id)
    each = _materialized(found.where(*conditions), "each_coach")
    counted = select(each, func.count().over().label("count"))
    return (counted.where(each.c.soonest < _never()) if criteria.asks_when else counted).cte("counted")


def _at_a_glance(asked: Wanted) -> tuple[CTE, Any]:
    """Return who has one of the soonest slots of all, and of every coach that slot, or else the last of these, or none.

    To look for that of each of 1,000 coaches takes 7 ms of PostgreSQL's; whoever has none of these comes after them.
    """
    named = select(Slot.starts_at).where(*_named_by_index(asked)).order_by(Slot.starts_at, Slot.id)
    edge = _materialized(named.offset(GLANCE).limit(1), "edge")
    last = select(edge.c.starts_at).scalar_subquery()
    soon = select(Slot.coach_id, func.min(Slot.starts_at).label("starts_at")).group_by(Slot.coach_id)
    soon = soon.where(*_named_by_index(asked), Slot.starts_at <= func.coalesce(last, _never()))
    near = _materialized(soon, "near")
    return near, func.coalesce(near.c.starts_at, last)


def _likely(asked: Wanted, each: CTE, limit: int, cursor: str | None) -> CTE:
    """Return the coaches among whom a page is sure to be, with the soonest slots that can be booked of them.

    A few who come first at best are asked for theirs. Once these fill a page, nobody is on it who comes after it at
    best: to ask all 1,000 coaches takes some 20 ms of PostgreSQL's.
    """
    at_best = _ranked(asked, each, "at_best")
    few = _following(at_best, cursor).limit(2 * (limit + 1)).cte("few")
    known = _ranked(asked, _with_soonest(asked, few, "few_with_soonest"), "known")
    last = select(*_keys(known)).order_by(*_keys(known)).offset(limit).limit(1).scalar_subquery()
    is_likely = func.coalesce(tuple_(*_keys(at_best)) <= last, True)
    return _with_soonest(asked, select(at_best).where(is_likely).cte("likely"), "likely_with_soonest")


def _with_soonest(asked: Wanted, coaches: CTE, name: str) -> CTE:
    soonest = func.coalesce(_nth_slot(asked.of_slot, coaches.c.id), _never()).label("soonest")
    return _materialized(select(coaches.c.id, soonest, coaches.c.measure, coaches.c.tier, coaches.c.count), name)


def _ranked(asked: Wanted, coaches: CTE, name: str = "ranked") -> CTE:
    """Return coaches with what KEYS names."""
    is_soonest = asked.criteria.sort is Sort.SOONEST
    return select(
        coaches,
        case((coaches.c.soonest < _never(), 0), else_=1).label("is_without"),
        (SecondsSince1970(coaches.c.soonest) if is_soonest else coaches.c.measure).label("first"),
        _shuffled(coaches.c.id).label("shuffle"),
    ).cte(name)


def _following(ranked: CTE, cursor: str | None) -> Select[*tuple[Any, ...]]:
    """Return the query for the coaches after the cursor, in their order."""
    found, after = select(ranked).order_by(*_keys(ranked)), paging.decode_keys(cursor, len(KEYS))
    if not after:
        return found
    return found.where(tuple_(*_keys(ranked)) > tuple_(*(literal(key, BigInteger()) for key in after)))


def _keys(ranked: FromClause) -> list[Any]:
    return [ranked.c[name] for name in KEYS]


def _nth_slot(of_slot: Sequence[ColumnElement[bool]], coach_id: Any, skipped: int = 0) -> Any:
    """Return the start of a coach's soonest slot, or of one some slots later."""
    slots = select(Slot.starts_at).where(*of_slot, Slot.coach_id == coach_id)
    found = slots.order_by(Slot.starts_at).limit(1).offset(skipped or None)
    return found.correlate(coach_id.table).scalar_subquery()


def _named_by_index(asked: Wanted) -> list[ColumnElement[bool]]:
    """Return conditions that every slot which this person may book passes."""
    return [Slot.status == SlotStatus.OPEN, Slot.starts_at >= (SOONEST if asked.is_bound else NOW)]


def _never() -> Any:
    return literal(NEVER, Slot.starts_at.type)


def _measure(asked: Wanted) -> Any:
    """Return what else than their soonest slot coaches are ordered by; the same for all if by nothing else."""
    sort = asked.criteria.sort
    if sort is Sort.RATING:
        return -_average(User.id)
    if sort is Sort.PRICE:
        price = CoachProfile.rate_cents + case((search.is_in(asked.criteria), 0), else_=OTHER_CURRENCY)
        return func.coalesce(price, NO_PRICE)
    return -_sessions(User.id) if sort is Sort.SESSIONS else literal(0, BigInteger())


def _average(coach_id: Any) -> Any:
    """Return a coach's average in thousandths; 0 while too few have said something."""
    count, total = ratings.columns(coach_id, NOW)
    return case((count >= FEWEST_FOR_AVERAGE, total * 1000 // count), else_=0)


def _sessions(coach_id: Any) -> Any:
    held = select(func.count()).where(Call.coach_id == coach_id, Call.status == CallStatus.COMPLETED)
    return held.correlate(coach_id.table).scalar_subquery()


def _shuffled(coach_id: Any) -> Any:
    """Return an order of coaches that is another each day, so that new ones are seen."""
    return (coach_id * (1 + DAY % (PRIME - 1))) % PRIME


def _materialized(query: Select[*tuple[Any, ...]], name: str) -> CTE:
    # Else a database looks for the slot once for each place where it is named.
    return query.cte(name).prefix_with("MATERIALIZED")
