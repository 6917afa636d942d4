"""What the public reviews of coaches come to: reviews that are hidden, or do not show yet, count for nothing."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, select

from app.db import db
from app.domain.feedback import RATINGS
from app.domain.reviews import FEWEST_FOR_AVERAGE, Rating
from app.models import Review

# An instant, or the parameter that stands for it.
Instant = datetime | ColumnElement[datetime]


def is_public(now: Instant) -> ColumnElement[bool]:
    """Return the condition that everybody may see a review."""
    return and_(Review.shown_from <= now, Review.hidden_at.is_(None))


def columns(coach_id: Any, now: Instant) -> tuple[ScalarSelect[int], ScalarSelect[int]]:
    """Return how many public reviews a statement's coach has, and the sum of their ratings."""
    shown = (Review.coach_id == coach_id, is_public(now))
    count = select(func.count()).select_from(Review).where(*shown).scalar_subquery()
    total = select(func.coalesce(func.sum(Review.rating), 0)).where(*shown).scalar_subquery()
    return count, total


def rating_of(coach_id: int, *, now: datetime) -> Rating:
    """Return what a coach's public reviews come to."""
    count, total = db.session.execute(select(*columns(coach_id, now))).one()
    return Rating(count, int(total))


def rated_at_least(average: float, *, now: Instant) -> Select[int]:
    """Return the numbers of the coaches with an average, and one of at least so much."""
    return (
        select(Review.coach_id)
        .where(is_public(now))
        .group_by(Review.coach_id)
        .having(func.count() >= FEWEST_FOR_AVERAGE, func.sum(Review.rating) >= average * func.count())
    )


def distribution_of(coach_id: int, *, now: datetime) -> dict[int, int]:
    """Return how many reviews of a coach give each rating, from 5 down to 1."""
    counted = select(Review.rating, func.count()).where(Review.coach_id == coach_id, is_public(now))
    found: dict[int, int] = dict(db.session.execute(counted.group_by(Review.rating)).all())
    return {rating: found.get(rating, 0) for rating in reversed(RATINGS)}
