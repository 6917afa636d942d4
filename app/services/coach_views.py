"""Coaches as people find them: each with the next slots that may be booked, one profile, and what is taught."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, func, literal, select, union_all

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
    """Codes of languages, in their order, and of currencies, that of most coaches in front."""

    languages: tuple[str, ...]
    currencies: tuple[str, ...]


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


def list_taught() -> Sequence[TaughtSubject]:
    """Return the subjects that active coaches teach, by name."""
    return [TaughtSubject(*row) for row in db.session.execute(TAUGHT)]


def get_offered() -> Offered:
    """Return the languages that active coaches speak, and the currencies of their prices, in one statement."""
    rows = sorted(db.session.execute(OFFERED), key=lambda row: (-row.coaches, row.code))
    return Offered(
        tuple(sorted(row.code for row in rows if not row.is_money)), tuple(row.code for row in rows if row.is_money)
    )
