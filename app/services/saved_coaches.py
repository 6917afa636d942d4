"""Coaches whom a student keeps in mind, and those of whose new slots they want to hear."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db
from app.domain.errors import NotFound
from app.models import SavedCoach, SlotAlert
from app.services import people
from app.services.coach_shapes import CoachView


@dataclass(frozen=True, slots=True)
class Keep:
    """A coach, by number and name, as a student keeps them; None where nothing is to be said of waiting."""

    id: int
    name: str
    is_saved: bool
    is_awaited: bool | None


@dataclass(frozen=True, slots=True)
class Kept:
    """The numbers of the coaches whom a student has saved, and of those whom they wait for."""

    saved: frozenset[int] = frozenset()
    awaited: frozenset[int] = frozenset()

    def of(self, coach: CoachView, *, awaits: bool) -> Keep:
        """Return how one of the coaches is kept; `awaits` tells whether their slots may be waited for."""
        is_awaited = coach.id in self.awaited
        return Keep(coach.id, coach.name, coach.id in self.saved, is_awaited if awaits or is_awaited else None)


def keep(*, student_id: int, coach_id: int, now: datetime) -> None:
    """Save a coach; doing so again changes nothing. Raises NotFound for oneself, and for who does not coach."""
    _add(SavedCoach, student_id, coach_id, saved_at=now)


def drop(*, student_id: int, coach_id: int) -> None:
    """Save a coach no more."""
    _remove(SavedCoach, student_id, coach_id)


def await_slots(*, student_id: int, coach_id: int, now: datetime) -> None:
    """Let a student be told of what a coach opens from now on. Raises as `keep` does."""
    _add(SlotAlert, student_id, coach_id, told_until=now)


def await_no_more(*, student_id: int, coach_id: int) -> None:
    """Tell a student no more of what a coach opens."""
    _remove(SlotAlert, student_id, coach_id)


def list_kept(student_id: int | None) -> Kept:
    """Return whom a student has saved and whom they wait for: nobody of a visitor's."""
    if student_id is None:
        return Kept()
    saved = select(SavedCoach.coach_id, SavedCoach.saved_at.is_not(None)).where(SavedCoach.student_id == student_id)
    awaited = select(SlotAlert.coach_id, SlotAlert.told_until.is_(None)).where(SlotAlert.student_id == student_id)
    rows = [(coach, bool(is_saved)) for coach, is_saved in db.session.execute(saved.union_all(awaited))]
    both = [frozenset(coach for coach, is_saved in rows if is_saved is wanted) for wanted in (True, False)]
    return Kept(*both)


def list_saved(student_id: int) -> Sequence[int]:
    """Return the numbers of the coaches whom a student has saved, the last one in front."""
    saved = select(SavedCoach.coach_id).where(SavedCoach.student_id == student_id)
    return db.session.scalars(saved.order_by(SavedCoach.saved_at.desc(), SavedCoach.coach_id)).all()


def _add(kind: type[SavedCoach | SlotAlert], student_id: int, coach_id: int, **at: Any) -> None:
    if student_id == coach_id or not db.session.scalar(select(people.is_coaching(coach_id))):
        raise NotFound(kind="coach", number=coach_id)
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    row = insert(kind).values(student_id=student_id, coach_id=coach_id, **at)
    db.session.execute(row.on_conflict_do_nothing(index_elements=["student_id", "coach_id"]))


def _remove(kind: type[SavedCoach | SlotAlert], student_id: int, coach_id: int) -> None:
    db.session.execute(delete(kind).where(kind.student_id == student_id, kind.coach_id == coach_id))
