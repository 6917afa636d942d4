"""Reviews as they are read: by everybody, without who wrote them; by their coach; by administrators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, literal, select, tuple_

from app.db import alias_of, db
from app.domain.reviews import BLIND_FOR
from app.models import Call, Review, User
from app.services import paging
from app.services.paging import PAGE_SIZE, Page
from app.services.ratings import is_public

Coach = alias_of(User, "coach")
Student = alias_of(User, "student")
LATEST = 3


class ReviewOrder(StrEnum):
    """Which reviews stand in front."""

    NEWEST = "newest"
    HIGHEST = "highest"
    LOWEST = "lowest"


@dataclass(frozen=True, slots=True)
class PublicReview:
    """What everybody may read of a review; the first name only if the student says so, else empty."""

    rating: int
    comment: str
    first_name: str
    recorded_at: datetime
    reply: str
    replied_at: datetime | None


@dataclass(frozen=True, slots=True)
class CallReview:
    """A review with its call, for the coach and for administrators."""

    call_id: int
    starts_at: datetime
    ends_at: datetime
    coach: str
    student: str
    rating: int
    comment: str
    recorded_at: datetime
    shown_from: datetime
    reply: str
    replied_at: datetime | None
    hidden_at: datetime | None
    hidden_reason: str

    @property
    def id(self) -> int:
        """Return the number of the call, which is the review's too."""
        return self.call_id


def list_latest(coach_id: int, *, now: datetime) -> Sequence[PublicReview]:
    """Return the latest few of a coach's public reviews."""
    newest = _public(coach_id, now).order_by(Review.recorded_at.desc(), Review.call_id.desc())
    return [_public_review(row) for row in db.session.execute(newest.limit(LATEST))]


def list_public(
    coach_id: int, order: ReviewOrder, *, now: datetime, cursor: str | None = None, limit: int = PAGE_SIZE
) -> Page[PublicReview]:
    """Return a coach's public reviews; those of one rating by their date, the newest in front."""
    sign = {ReviewOrder.NEWEST: 0, ReviewOrder.HIGHEST: 1, ReviewOrder.LOWEST: -1}[order]
    place = (Review.rating * sign, Review.recorded_at, Review.call_id)
    statement = _public(coach_id, now)
    last = paging.decode_cursor(cursor)
    if last is not None:
        # The cursor has no room for the rating, and anybody can write one: only what shows may be compared with.
        shown = (Review.call_id == last[1], Review.coach_id == coach_id, is_public(now))
        rating = select(Review.rating * sign).where(*shown).correlate(None).scalar_subquery()
        key = (rating, literal(last[0], Review.recorded_at.type), literal(last[1], Review.call_id.type))
        statement = statement.where(tuple_(*place) < tuple_(*key))
    ordered = statement.order_by(*(part.desc() for part in place)).limit(limit + 1)
    rows = db.session.execute(ordered).all()
    found = paging.page_of(rows, limit, lambda row: (row.Review.recorded_at, row.Review.call_id))
    return Page([_public_review(row) for row in found.items], found.next_cursor)


def list_of_coach(
    coach_id: int, *, now: datetime, cursor: str | None = None, limit: int = PAGE_SIZE
) -> Page[CallReview]:
    """Return the reviews that a coach may read, the newest in front."""
    shown = _all().where(Review.coach_id == coach_id, is_public(now))
    return _page(shown, cursor, limit)


def count_unanswered(coach_id: int, *, since: datetime, now: datetime) -> int:
    """Return how many reviews that a coach can read since then have no answer."""
    shown = (Review.coach_id == coach_id, is_public(now), Review.shown_from > since)
    # Said again by the date that there is an index of: none is kept back for longer.
    where = (*shown, Review.recorded_at > since - BLIND_FOR, Review.replied_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(Review).where(*where)) or 0


def get_of_coach(call_id: int, coach_id: int, *, now: datetime) -> CallReview | None:
    """Return one of the reviews that a coach may read."""
    row = db.session.execute(
        _all().where(Review.call_id == call_id, Review.coach_id == coach_id, is_public(now))
    ).first()
    return _call_review(row) if row else None


def list_all(*, coach_id: int | None = None, is_hidden: bool = False, limit: int) -> Sequence[CallReview]:
    """Return reviews as an administrator reads them, the newest in front."""
    statement = _all()
    if coach_id is not None:
        statement = statement.where(Review.coach_id == coach_id)
    if is_hidden:
        statement = statement.where(Review.hidden_at.is_not(None))
    return _page(statement, None, limit).items


def _public(coach_id: int, now: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(Review, Student.name)
        .join(Student, Student.id == Review.student_id)
        .where(Review.coach_id == coach_id, is_public(now))
    )


def _public_review(row: Any) -> PublicReview:
    review: Review = row.Review
    return PublicReview(
        rating=review.rating,
        comment=review.comment,
        first_name=row.name.split()[0] if review.shows_first_name else "",
        recorded_at=review.recorded_at,
        reply=review.reply,
        replied_at=review.replied_at,
    )


def _all() -> Select[*tuple[Any, ...]]:
    return (
        select(Review, Call.starts_at, Call.ends_at, Coach.name.label("coach"), Student.name.label("student"))
        .join(Call, Call.id == Review.call_id)
        .join(Coach, Coach.id == Review.coach_id)
        .join(Student, Student.id == Review.student_id)
    )


def _page(statement: Select[*tuple[Any, ...]], cursor: str | None, limit: int) -> Page[CallReview]:
    after = paging.after(cursor, Review.recorded_at, Review.call_id, descending=True)
    ordered = statement.where(*after).order_by(Review.recorded_at.desc(), Review.call_id.desc())
    rows = db.session.execute(ordered.limit(limit + 1)).all()
    found = paging.page_of(rows, limit, lambda row: (row.Review.recorded_at, row.Review.call_id))
    return Page([_call_review(row) for row in found.items], found.next_cursor)


def _call_review(row: Any) -> CallReview:
    review: Review = row.Review
    return CallReview(
        call_id=review.call_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        coach=row.coach,
        student=row.student,
        rating=review.rating,
        comment=review.comment,
        recorded_at=review.recorded_at,
        shown_from=review.shown_from,
        reply=review.reply,
        replied_at=review.replied_at,
        hidden_at=review.hidden_at,
        hidden_reason=review.hidden_reason,
    )
