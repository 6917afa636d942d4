"""What coaches teach and which languages they speak, of many at once."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, select

from app.db import db
from app.models import CoachLanguage, CoachSubject, Subject


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
