"""Coaches as people find them: each with the next slots that may be booked, one profile, and what is taught."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Select, func, literal, select, union_all

from app.db import db
from app.domain.calls import CallStatus
from app.domain.errors import NotFound
from app.domain.search import ANYTHING, Criteria
from app.models import Call, CoachLanguage, CoachProfile, CoachSubject, Subject, User
from app.services import coach_cards, coach_ranking, people, ratings, skills, wanted_slots
from app.services.asked import given
from app.services.bookability import Booking
from app.services.coach_shapes import PROFILE, CoachPage, CoachView, coach_of
from app.services.slot_views import SlotView

COACHES_ON_PAGE = 12


@dataclass(frozen=True, slots=True)
class TaughtSubject:
    """A subject with how many coaches teach it now."""

    name: str
    coaches: int


@dataclass(frozen=True, slots=True)
class Offered:
    """What active coaches teach, by name, and speak, as codes, and their currencies, that of most in front."""

    subjects: tuple[TaughtSubject, ...]
    languages: tuple[str, ...]
    currencies: tuple[str, ...]


def _offered(kind: str, code: Any, key: Any) -> Select[*tuple[Any, ...]]:
    """Return the query for something that active coaches offer, with how many of them do."""
    found = select(literal(kind).label("kind"), code.label("code"), key.label("key"), func.count().label("coaches"))
    found = found.join_from(CoachProfile, User, User.id == CoachProfile.user_id)
    return found.where(*people.IS_ACTIVE, code.is_not(None)).group_by(code, key)


TAUGHT, SPOKEN, PAID = "subject", "language", "currency"
OFFERED: CompoundSelect[Any] = union_all(
    _offered(TAUGHT, Subject.name, Subject.key)
    .join(CoachSubject, CoachSubject.coach_id == User.id)
    .join(Subject, Subject.id == CoachSubject.subject_id),
    _offered(SPOKEN, CoachLanguage.language, CoachLanguage.language).join(
        CoachLanguage, CoachLanguage.coach_id == User.id
    ),
    _offered(PAID, CoachProfile.currency, CoachProfile.currency),
)


def list_coaches(
    booking: Booking, criteria: Criteria = ANYTHING, *, cursor: str | None = None, limit: int = COACHES_ON_PAGE
) -> CoachPage:
    """Return the coaches that are looked for, in the order that is asked for.

    Who has no slot comes last; or not at all, when days or times are asked for. Of equals, others are in front each
    day.
    """
    return coach_cards.list_page(booking, criteria, slots_each=coach_cards.SLOTS_SHOWN, limit=limit, cursor=cursor)


def list_soonest(booking: Booking, *, limit: int) -> Sequence[SlotView]:
    """Return the soonest slot of each of the coaches who have the soonest ones."""
    cards = coach_cards.list_page(booking, slots_each=1, limit=limit)
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
    return coach_cards.list_these(booking, db.session.scalars(latest).all())


def get(coach_id: int, *, now: datetime) -> CoachView:
    """Return a coach's profile. Raises NotFound for one who coaches no more."""
    described = (*PROFILE, *skills.columns(User.id), *ratings.columns(User.id, now))
    statement = select(*described).join(CoachProfile, CoachProfile.user_id == User.id)
    row = db.session.execute(statement.where(User.id == coach_id, *people.IS_ACTIVE)).first()
    if row is None:
        raise NotFound(kind="coach", number=coach_id)
    return coach_of(row)


def count_coaches(booking: Booking, criteria: Criteria) -> int:
    """Return how many coaches `list_coaches` would find."""
    found = coach_ranking.count(wanted_slots.wanted(booking, criteria))
    return db.session.scalar(found, given(booking)) or 0


def get_offered() -> Offered:
    """Return what can be looked for, in one statement."""
    rows = sorted(db.session.execute(OFFERED), key=lambda row: row.key)
    taught, spoken, paid = ([row for row in rows if row.kind == kind] for kind in (TAUGHT, SPOKEN, PAID))
    return Offered(
        tuple(TaughtSubject(row.code, row.coaches) for row in taught),
        tuple(row.code for row in spoken),
        tuple(row.code for row in sorted(paid, key=lambda row: -row.coaches)),
    )
