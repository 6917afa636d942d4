"""Which coaches come first: by how well they fit the words, by their soonest slot, their price, their experience."""

from typing import Any

from sqlalchemy import CTE, BigInteger, ColumnElement, FromClause, Select, case, func, literal, select, tuple_

from app.domain.calls import CallStatus
from app.domain.reviews import FEWEST_FOR_AVERAGE
from app.domain.search import Sort
from app.models import Call, CoachProfile, Slot, User
from app.services import coach_words, paging, people, ratings, search
from app.services.asked import DAY, NOW
from app.services.search import SecondsSince1970
from app.services.wanted_slots import NEVER, Wanted, materialized, nth_slot

# Coaches without a price come after those with one.
NO_PRICE = 10**9
# Prices in another currency come after those in the one that is asked for: they are not compared with them.
OTHER_CURRENCY = 10**8
# Coaches who are asked in any case for their soonest slot that can be booked.
FEW = 30
# So many of the soonest slots say who may come first in a long list.
GLANCE = 100
# Coaches beyond are not counted where each must be asked for a slot.
MOST_COUNTED = 50
# The order of a list, each column ascending; the last tells two coaches apart for certain.
KEYS = ("is_without", "tier", "first", "shuffle", "id")
# A prime: what each number below it leaves of its product with one of them is another, and in no order.
PRIME = 10_007


def count(asked: Wanted, most: int | None = None) -> Select[int]:
    """Return the query for how many coaches are looked for, with `most` none beyond so many."""
    found = select(User.id).join(CoachProfile, CoachProfile.user_id == User.id).limit(most)
    found = found.where(*people.IS_ACTIVE, *search.coach_conditions(asked.criteria, User.id, now=NOW))
    if asked.criteria.asks_when:
        found = found.where(nth_slot(asked.of_slot, User.id).is_not(None))
    return select(func.count()).select_from(found.subquery("counted_coaches"))


def page_of(
    asked: Wanted, *conditions: ColumnElement[bool], slots_each: int, limit: int, cursor: str | None = None
) -> CTE:
    """Return one coach more than a page has, by KEYS, each with the start of the last slot that is shown of them.

    Each also says how many coaches are looked for in all. Where times alone are asked for, MOST_COUNTED + 1 stands for
    more on the first page; else the number is exact, and `coach_shapes.page_of` cuts it.
    """
    ranked = _ranked(asked, _candidates(asked, *conditions, limit=limit, cursor=cursor))
    found = _following(ranked, cursor)
    if asked.criteria.asks_when:
        found = found.where(ranked.c.soonest < NEVER)
    page = materialized(found.limit(limit + 1), "page")
    last = func.coalesce(nth_slot(asked.of_slot, page.c.id, slots_each - 1), NEVER)
    return materialized(select(page, last.label("last")), "chosen")


def _candidates(asked: Wanted, *conditions: ColumnElement[bool], limit: int, cursor: str | None) -> CTE:
    """Return the coaches among whom a page is sure to be, with the soonest slot of each that can be booked."""
    is_all = not (asked.criteria.asks_whom or conditions or cursor)
    if asked.criteria.asks_when and not is_all:
        # Few are left, and each must be asked at least once, or they could not be counted.
        return _each_coach(asked, *conditions, soonest=nth_slot(asked.of_slot, User.id))
    if not is_all:
        at_best = _each_coach(asked, *conditions, soonest=nth_slot(asked.at_best, User.id))
    else:
        near, soonest = _at_a_glance(asked)
        at_best = _each_coach(asked, soonest=soonest, near=near)
    return _likely(asked, at_best, limit, cursor)


def _each_coach(asked: Wanted, *conditions: ColumnElement[bool], soonest: Any, near: CTE | None = None) -> CTE:
    """Return the active coaches who are looked for, with their soonest slot, and how many they are."""
    criteria = asked.criteria
    found = select(User.id, func.coalesce(soonest, NEVER).label("soonest"), _measure(asked).label("measure"))
    if criteria.words:
        words = coach_words.find(criteria.words).subquery("words")
        found = found.add_columns(words.c.tier).join(words, words.c.coach_id == User.id)
    else:
        found = found.add_columns(literal(0, BigInteger()).label("tier"))
    found = found.join(CoachProfile, CoachProfile.user_id == User.id)
    if near is not None:
        found = found.outerjoin(near, near.c.coach_id == User.id)
    found = found.where(*people.IS_ACTIVE, *search.coach_conditions(criteria, User.id, now=NOW), *conditions)
    each = materialized(found, "each_coach")
    if not criteria.asks_when:
        return select(each, func.count().over().label("count")).cte("counted")
    # Of those who are near not all can be booked: each is asked, but only until there are many.
    in_all = func.count().over() if near is None else count(asked, most=MOST_COUNTED + 1).scalar_subquery()
    return select(each, in_all.label("count")).where(each.c.soonest < NEVER).cte("counted")


def _at_a_glance(asked: Wanted) -> tuple[CTE, Any]:
    """Return who has one of the soonest slots of all, and of each coach that slot, or else the next of others, or none.

    To look for that of each of 1,000 coaches takes 7 ms of PostgreSQL's; whoever has none of these comes after them. A
    student's own calls are asked here: at the hour of one, whoever is free cannot be booked, and each would be asked.
    """
    soonest = select(Slot.starts_at).where(*asked.at_a_glance).order_by(Slot.starts_at)
    some = materialized(soonest.limit(GLANCE + 1), "soonest_slots")
    first = select(func.min(some.c.starts_at)).scalar_subquery()
    last = select(some.c.starts_at).order_by(some.c.starts_at).offset(GLANCE).limit(1).scalar_subquery()
    after = materialized(soonest.where(Slot.starts_at > last).limit(1), "after")
    soon = select(Slot.coach_id, func.min(Slot.starts_at).label("starts_at")).group_by(Slot.coach_id)
    # What lies before the first was looked through already.
    soon = soon.where(*asked.at_a_glance, Slot.starts_at >= first, Slot.starts_at <= func.coalesce(last, NEVER))
    near = materialized(soon, "near")
    return near, func.coalesce(near.c.starts_at, select(after.c.starts_at).scalar_subquery())


def _likely(asked: Wanted, each: CTE, limit: int, cursor: str | None) -> CTE:
    """Return the coaches among whom a page is sure to be, with the soonest slots that can be booked of them.

    A few who come first at best are asked for theirs. Once these fill a page, nobody is on it who comes after it at
    best: to ask all 1,000 coaches takes some 20 ms of PostgreSQL's.
    """
    at_best = _ranked(asked, each, "at_best")
    few = _following(at_best, cursor).limit(max(FEW, 2 * (limit + 1))).cte("few")
    known = _ranked(asked, _with_soonest(asked, few, "few_with_soonest"), "known")
    last = select(*_keys(known)).order_by(*_keys(known)).offset(limit).limit(1).scalar_subquery()
    is_likely = func.coalesce(tuple_(*_keys(at_best)) <= last, True)
    return _with_soonest(asked, select(at_best).where(is_likely).cte("likely"), "likely_with_soonest")


def _with_soonest(asked: Wanted, coaches: CTE, name: str) -> CTE:
    soonest = func.coalesce(nth_slot(asked.of_slot, coaches.c.id), NEVER).label("soonest")
    return materialized(select(coaches.c.id, soonest, coaches.c.measure, coaches.c.tier, coaches.c.count), name)


def _ranked(asked: Wanted, coaches: CTE, name: str = "ranked") -> CTE:
    """Return coaches with what KEYS names."""
    is_soonest = asked.criteria.sort is Sort.SOONEST
    return select(
        coaches,
        case((coaches.c.soonest < NEVER, 0), else_=1).label("is_without"),
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
