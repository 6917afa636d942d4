"""Coaches as people find them: each with the next slots that may be booked, one profile, and what is taught."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, bindparam, func, literal, select, union_all

from app.db import db
from app.domain.calls import CallStatus
from app.domain.errors import NotFound
from app.domain.profiles import Caller
from app.domain.reviews import NO_RATING, Rating
from app.domain.search import ANYTHING, Criteria
from app.domain.slots import SlotStatus
from app.models import Call, CoachLanguage, CoachProfile, CoachSubject, Slot, Subject, User
from app.services import bookability, coach_ranking, paging, people, ratings, search, skills, wanted_slots
from app.services.asked import NOW, given
from app.services.bookability import Booking
from app.services.coach_ranking import MOST_COUNTED
from app.services.search import Clock
from app.services.slot_views import SlotView
from app.services.wanted_slots import Wanted

Rows = Select[*tuple[Any, ...]]

COACHES_ON_PAGE = 12
# Queries that are kept, of each kind; one takes 0.4 MiB.
KEPT = 16
THESE = CoachProfile.user_id.in_(bindparam("these", expanding=True))
SLOTS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class CoachView:
    """What everybody may know of a coach; `next_slots` are those that the reader may book, soonest first."""

    id: int
    name: str
    timezone: str
    headline: str
    about: str
    place: str
    rate_cents: int | None
    currency: str | None
    is_online: bool
    uses_whatsapp: bool
    caller: Caller
    notice_minutes: int
    approves: bool
    # A fingerprint, empty without a photo.
    photo: str
    subjects: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    next_slots: tuple[SlotView, ...] = ()
    rating: Rating = NO_RATING


@dataclass(frozen=True, slots=True)
class CoachPage:
    """Some coaches, how many there are in all, and the cursor of those after them, or None at the end.

    There are more than `count` where not all were counted.
    """

    items: Sequence[CoachView]
    count: int = 0
    is_more: bool = False
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class TaughtSubject:
    """A subject with how many coaches teach it now."""

    name: str
    coaches: int


@dataclass(frozen=True, slots=True)
class Offered:
    """Codes of languages, in their order, and of currencies, that of most coaches in front."""

    languages: tuple[str, ...]
    currencies: tuple[str, ...]


PROFILE = (
    User.id, User.name, User.timezone, CoachProfile.headline, CoachProfile.about, CoachProfile.place,
    CoachProfile.rate_cents, CoachProfile.currency, CoachProfile.is_online, CoachProfile.uses_whatsapp,
    CoachProfile.caller, CoachProfile.notice_minutes, CoachProfile.approves, CoachProfile.photo,
)  # fmt: skip
# The profile, subjects, languages, and how many reviews there are with which sum.
DESCRIBED = len(PROFILE) + 4


TAUGHT = (
    select(Subject.name, func.count())
    .join(CoachSubject, CoachSubject.subject_id == Subject.id)
    .join(CoachProfile, CoachProfile.user_id == CoachSubject.coach_id)
    .join(User, User.id == CoachProfile.user_id)
    .where(*people.IS_ACTIVE)
    .group_by(Subject.id)
    .order_by(Subject.key)
)
# What active coaches speak, and what they ask to be paid in, each with how many of them.
OFFERED: CompoundSelect[Any] = union_all(
    select(CoachLanguage.language.label("code"), literal(False).label("is_money"), func.count().label("coaches"))
    .join(CoachProfile, CoachProfile.user_id == CoachLanguage.coach_id)
    .join(User, User.id == CoachProfile.user_id)
    .where(*people.IS_ACTIVE)
    .group_by(CoachLanguage.language),
    select(CoachProfile.currency, literal(True), func.count())
    .join(User, User.id == CoachProfile.user_id)
    .where(*people.IS_ACTIVE, CoachProfile.currency.is_not(None))
    .group_by(CoachProfile.currency),
)


def list_coaches(
    booking: Booking, criteria: Criteria = ANYTHING, *, cursor: str | None = None, limit: int = COACHES_ON_PAGE
) -> CoachPage:
    """Return the coaches that are looked for, in the order that is asked for.

    Who has no slot comes last; or not at all, when days or times are asked for. Of equals, others are in front each
    day.
    """
    return _cards(booking, criteria, slots_each=SLOTS_SHOWN, limit=limit, cursor=cursor)


def list_soonest(booking: Booking, *, limit: int) -> Sequence[SlotView]:
    """Return the soonest slot of each of the coaches who have the soonest ones."""
    cards = _cards(booking, slots_each=1, limit=limit)
    return [coach.next_slots[0] for coach in cards.items if coach.next_slots]


def list_known(booking: Booking, *, limit: int) -> Sequence[CoachView]:
    """Return the coaches with whom the student had the latest calls, the latest in front."""
    latest = (
        select(Call.coach_id)
        .where(Call.student_id == booking.student_id, Call.status != CallStatus.CANCELLED)
        .group_by(Call.coach_id)
        .order_by(func.max(Call.starts_at).desc())
        .limit(limit)
    )
    return list_these(booking, db.session.scalars(latest).all())


def list_these(booking: Booking, numbers: Sequence[int]) -> Sequence[CoachView]:
    """Return the coaches with these numbers who still coach, in their order."""
    if not numbers:
        return []
    if bookability.is_lasting(booking):
        bookable = bookability.is_bookable(booking)
        statement = _these_described(bookable, is_bound=booking.is_bound, count=len(numbers))
    else:
        asked = wanted_slots.wanted(booking, ANYTHING)
        statement = _described(asked, THESE, slots_each=SLOTS_SHOWN, limit=len(numbers))
    rows = db.session.execute(statement, {**given(booking), "these": numbers}).all()
    return sorted(_page(rows, len(numbers), None).items, key=lambda coach: numbers.index(coach.id))


def get(coach_id: int, *, now: datetime) -> CoachView:
    """Return a coach's profile. Raises NotFound for one who coaches no more."""
    described = (*PROFILE, *skills.columns(User.id), *ratings.columns(User.id, now))
    statement = select(*described).join(CoachProfile, CoachProfile.user_id == User.id)
    row = db.session.execute(statement.where(User.id == coach_id, *people.IS_ACTIVE)).first()
    if row is None:
        raise NotFound(kind="coach", number=coach_id)
    return _coach(row)


def count_coaches(booking: Booking, criteria: Criteria) -> int:
    """Return how many coaches `list_coaches` would find."""
    found = coach_ranking.count(wanted_slots.wanted(booking, criteria))
    return db.session.scalar(found, given(booking)) or 0


def list_taught() -> Sequence[TaughtSubject]:
    """Return the subjects that active coaches teach, by name."""
    return [TaughtSubject(*row) for row in db.session.execute(TAUGHT)]


def get_offered() -> Offered:
    """Return the languages that active coaches speak, and the currencies of their prices, in one statement."""
    rows = sorted(db.session.execute(OFFERED), key=lambda row: (-row.coaches, row.code))
    return Offered(
        tuple(sorted(row.code for row in rows if not row.is_money)), tuple(row.code for row in rows if row.is_money)
    )


def _cards(
    booking: Booking,
    criteria: Criteria = ANYTHING,
    *,
    slots_each: int,
    limit: int,
    cursor: str | None = None,
) -> CoachPage:
    """Return a page of coaches, described and with their next slots, by one statement."""
    if bookability.is_lasting(booking) and not (criteria.words or criteria.place or cursor):
        clock, bookable = search.clock(criteria, booking), bookability.is_bookable(booking)
        # By which zone nothing is asked makes no other query.
        alike = criteria if clock else replace(criteria, timezone=ANYTHING.timezone)
        statement = _kept_description(
            alike, clock, bookable, is_bound=booking.is_bound, slots_each=slots_each, limit=limit
        )
    else:
        asked = wanted_slots.wanted(booking, criteria)
        statement = _described(asked, slots_each=slots_each, limit=limit, cursor=cursor)
    most = MOST_COUNTED if criteria.asks_when else None
    return _page(db.session.execute(statement, given(booking)).all(), limit, most)


@lru_cache(KEPT)
def _kept_description(
    criteria: Criteria,
    clock: Clock | None,
    bookable: ColumnElement[bool],
    *,
    is_bound: bool,
    slots_each: int,
    limit: int,
) -> Rows:
    """Return the query for a first page without words, which are seldom the same: made once for all who ask alike."""
    asked = wanted_slots.of(criteria, clock, bookable, is_bound=is_bound)
    return _described(asked, slots_each=slots_each, limit=limit)


@lru_cache(KEPT)
def _these_described(bookable: ColumnElement[bool], *, is_bound: bool, count: int) -> Rows:
    """Return the query for so many coaches by their numbers, made once for all who ask alike."""
    asked = wanted_slots.of(ANYTHING, None, bookable, is_bound=is_bound)
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


def _page(rows: Sequence[Any], limit: int, most: int | None) -> CoachPage:
    """Make a page of `limit` coaches from the rows of one more than that, one row for each slot of theirs."""
    groups = [list(of_coach) for _, of_coach in groupby(rows, key=lambda row: row[0])]
    last, keys = groups[limit - 1][0] if groups[limit:] else None, len(coach_ranking.KEYS)
    following = paging.encode_keys(last[DESCRIBED + 1 : DESCRIBED + 1 + keys]) if last else None
    items = [_view(group, [row[DESCRIBED + 1 + keys :] for row in group]) for group in groups[:limit]]
    count = groups[0][0].count if groups else 0
    return CoachPage(items, min(count, most or count), count > (most or count), following)


def _coach(row: Sequence[Any]) -> CoachView:
    *profile, subjects, languages, reviews, total = row[:DESCRIBED]
    coach = CoachView(*profile)
    return replace(
        coach, caller=Caller(coach.caller), subjects=skills.names(subjects), languages=skills.names(languages),
        rating=Rating(reviews, int(total)),
    )  # fmt: skip


def _view(rows: Sequence[Any], offered: Sequence[Any]) -> CoachView:
    coach = _coach(rows[0])
    slots = tuple(
        SlotView(
            slot_id, coach.id, coach.name, coach.timezone, starts_at, ends_at, place, SlotStatus.OPEN,
            coach.rate_cents, coach.currency, coach.caller, coach.approves,
        )
        for slot_id, _coach_id, starts_at, ends_at, place, _nth in offered
        if slot_id is not None
    )  # fmt: skip
    return replace(coach, next_slots=slots)
