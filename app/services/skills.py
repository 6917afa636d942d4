"""What coaches teach and which languages they speak, of many at once."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from app.db import db
from app.models import CoachLanguage, CoachSubject, Subject

# Names stand on one line.
SEPARATOR = "\n"


def subjects_of(coach_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return what each of these coaches teaches, by name."""
    chosen = (
        select(CoachSubject.coach_id, Subject.name)
        .join(Subject, Subject.id == CoachSubject.subject_id)
        .where(CoachSubject.coach_id.in_(coach_ids))
        .order_by(Subject.key)
    )
    return _by_coach(chosen, coach_ids)


def languages_of(coach_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the languages that each of these coaches speaks, by code."""
    chosen = (
        select(CoachLanguage.coach_id, CoachLanguage.language)
        .where(CoachLanguage.coach_id.in_(coach_ids))
        .order_by(CoachLanguage.language)
    )
    return _by_coach(chosen, coach_ids)


def _by_coach(chosen: Select[int, str], coach_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = dict.fromkeys(coach_ids, ())
    for coach_id, name in db.session.execute(chosen):
        found[coach_id] += (name,)
    return found


def columns(coach_id: Any) -> tuple[ColumnElement[str | None], ColumnElement[str | None]]:
    """Return what a coach teaches and the languages they speak, for a query of coaches; `names` reads them."""
    taught = (
        select(func.aggregate_strings(Subject.name, SEPARATOR))
        .join(CoachSubject, CoachSubject.subject_id == Subject.id)
        .where(CoachSubject.coach_id == coach_id)
    )
    spoken = select(func.aggregate_strings(CoachLanguage.language, SEPARATOR)).where(CoachLanguage.coach_id == coach_id)
    return taught.scalar_subquery(), spoken.scalar_subquery()


def names(joined: str | None) -> tuple[str, ...]:
    """Return the names of one of the columns, in their order."""
    return tuple(sorted(joined.split(SEPARATOR), key=str.casefold)) if joined else ()
