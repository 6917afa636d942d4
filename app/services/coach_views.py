"""Coaches as people find them: each with the next slots that may be booked, one profile, and what is taught."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, func, literal, select

from app.db import db
from app.domain.calls import CallStatus
from app.domain.errors import NotFound
from app.domain.profiles import Caller
from app.domain.search import ANYTHING, Criteria
from app.domain.slots import SlotStatus
from app.models import Call, CoachProfile, CoachSubject, Slot, Subject, User
from app.services import bookability, paging, search, skills
from app.services.bookability import Booking
from app.services.slot_views import SlotView

COACHES_ON_PAGE = 12
SLOTS_SHOWN = 3
# Coaches without a slot come after all others.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


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
    # A fingerprint, empty without a photo.
    photo: str
    subjects: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    next_slots: tuple[SlotView, ...] = ()


@dataclass(frozen=True, slots=True)
class CoachPage:
    """Some coaches, how many there are in all, and the cursor of those after them, or None at the end."""

    items: Sequence[CoachView]
    count: int = 0
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class TaughtSubject:
    """A subject with how many coaches teach it now."""

    name: str
    coaches: int


PROFILE = (
    User.id, User.name, User.timezone, CoachProfile.headline, CoachProfile.about, CoachProfile.place,
    CoachProfile.rate_cents, CoachProfile.currency, CoachProfile.is_online, CoachProfile.uses_whatsapp,
    CoachProfile.caller, CoachProfile.notice_minutes, CoachProfile.photo,
)  # fmt: skip
IS_ACTIVE = (CoachProfile.removed_at.is_(None), User.deactivated_at.is_(None))


def list_coaches(
    booking: Booking, criteria: Criteria = ANYTHING, *, cursor: str | None = None, limit: int = COACHES_ON_PAGE
) -> CoachPage:
    """Return the coaches that are looked for, the one with the soonest slot in front.

    Who has no slot comes last; or not at all, when days or times are asked for.
    """
    found = _ranked(booking, criteria, *search.coach_conditions(criteria, CoachProfile.user_id))
    page = _cards(booking, criteria, found, slots_each=SLOTS_SHOWN, limit=limit, cursor=cursor)
    return replace(page, items=_described(page.items))


def list_soonest(booking: Booking, *, limit: int) -> Sequence[SlotView]:
    """Return the soonest slot of each of the coaches who have the soonest ones."""
    cards = _cards(booking, ANYTHING, _ranked(booking, ANYTHING), slots_each=1, limit=limit)
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
    numbers = db.session.scalars(latest).all()
    if not numbers:
        return []
    found = _ranked(booking, ANYTHING, CoachProfile.user_id.in_(numbers))
    cards = _cards(booking, ANYTHING, found, slots_each=SLOTS_SHOWN, limit=limit)
    return sorted(cards.items, key=lambda coach: numbers.index(coach.id))


def get(coach_id: int) -> CoachView:
    """Return a coach's profile. Raises NotFound for one who coaches no more."""
    statement = select(*PROFILE).join(CoachProfile, CoachProfile.user_id == User.id)
    row = db.session.execute(statement.where(User.id == coach_id, *IS_ACTIVE)).first()
    if row is None:
        raise NotFound(kind="coach", number=coach_id)
    return _described([_coach(row)])[0]


def count_coaches(booking: Booking, criteria: Criteria) -> int:
    """Return how many coaches `list_coaches` would find."""
    found = _ranked(booking, criteria, *search.coach_conditions(criteria, CoachProfile.user_id))
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def list_taught() -> Sequence[TaughtSubject]:
    """Return the subjects that active coaches teach, by name."""
    statement = (
        select(Subject.name, func.count())
        .join(CoachSubject, CoachSubject.subject_id == Subject.id)
        .join(CoachProfile, CoachProfile.user_id == CoachSubject.coach_id)
        .join(User, User.id == CoachProfile.user_id)
        .where(*IS_ACTIVE)
        .group_by(Subject.id)
        .order_by(Subject.key)
    )
    return [TaughtSubject(*row) for row in db.session.execute(statement)]


def _open_slots(booking: Booking, criteria: Criteria, *columns: Any) -> Select[*tuple[Any, ...]]:
    return select(*columns).where(*search.slot_conditions(criteria, booking), bookability.is_bookable(booking))


def _ranked(booking: Booking, criteria: Criteria, *conditions: ColumnElement[bool]) -> CTE:
    """Return active coaches with the start of their soonest slot."""
    soonest = (
        _open_slots(booking, criteria, Slot.starts_at)
        .where(Slot.coach_id == CoachProfile.user_id)
        .order_by(Slot.starts_at)
        .limit(1)
        .correlate(CoachProfile)
        .scalar_subquery()
    )
    never = literal(NEVER, Slot.starts_at.type)
    ranked = (
        select(User.id, func.coalesce(soonest, never).label("soonest"))
        .join(CoachProfile, CoachProfile.user_id == User.id)
        .where(*IS_ACTIVE, *conditions)
        .cte("ranked")
        # Else PostgreSQL looks for the soonest slot once to compare it and once more to show it.
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    if not criteria.asks_when:
        return ranked
    return select(ranked).where(ranked.c.soonest < never).cte("ranked_then")


def _cards(
    booking: Booking, criteria: Criteria, found: CTE, *, slots_each: int, limit: int, cursor: str | None = None
) -> CoachPage:
    """Return a page of coaches with their next slots: one statement, and one each for subjects and languages."""
    counted = select(found, func.count().over().label("count")).cte("counted")
    chosen = (
        select(counted)
        .where(*paging.after(cursor, counted.c.soonest, counted.c.id))
        .order_by(counted.c.soonest, counted.c.id)
        .limit(limit + 1)
        .cte("chosen")
    )
    place = func.row_number().over(partition_by=Slot.coach_id, order_by=(Slot.starts_at, Slot.id)).label("nth")
    slots = (
        _open_slots(booking, criteria, Slot.id, Slot.coach_id, Slot.starts_at, Slot.ends_at, Slot.place, place)
        .where(Slot.coach_id.in_(select(chosen.c.id)))
        .subquery("next_slots")
    )
    statement = (
        select(*PROFILE, chosen.c.soonest, chosen.c.count, slots)
        .select_from(chosen)
        .join(User, User.id == chosen.c.id)
        .join(CoachProfile, CoachProfile.user_id == chosen.c.id)
        .outerjoin(slots, and_(slots.c.coach_id == chosen.c.id, slots.c.nth <= slots_each))
        .order_by(chosen.c.soonest, chosen.c.id, slots.c.nth)
    )
    return _page(db.session.execute(statement).all(), limit)


def _page(rows: Sequence[Any], limit: int) -> CoachPage:
    """Make a page of `limit` coaches from the rows of one more than that, one row for each slot of theirs."""
    groups = [list(of_coach) for _, of_coach in groupby(rows, key=lambda row: row[0])]
    following = paging.encode_cursor(groups[limit - 1][0].soonest, groups[limit - 1][0][0]) if groups[limit:] else None
    return CoachPage([_view(group) for group in groups[:limit]], groups[0][0].count if groups else 0, following)


def _coach(profile: Sequence[Any]) -> CoachView:
    coach = CoachView(*profile)
    return replace(coach, caller=Caller(coach.caller))


def _view(rows: Sequence[Any]) -> CoachView:
    coach = _coach(rows[0][: len(PROFILE)])
    slots = tuple(
        SlotView(
            slot_id, coach.id, coach.name, coach.timezone, starts_at, ends_at, place, SlotStatus.OPEN,
            coach.rate_cents, coach.currency, coach.caller,
        )
        for slot_id, _coach_id, starts_at, ends_at, place, _nth in (row[len(PROFILE) + 2 :] for row in rows)
        if slot_id is not None
    )  # fmt: skip
    return replace(coach, next_slots=slots)


def _described(coaches: Sequence[CoachView]) -> Sequence[CoachView]:
    """Return the coaches with what they teach and the languages they speak."""
    ids = [coach.id for coach in coaches]
    if not ids:
        return coaches
    subjects, languages = skills.subjects_of(ids), skills.languages_of(ids)
    return [replace(coach, subjects=subjects[coach.id], languages=languages[coach.id]) for coach in coaches]
