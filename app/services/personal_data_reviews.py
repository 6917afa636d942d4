"""What a person said of calls and what was said of theirs; the other person by name alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.db import db
from app.domain.references import reference_of
from app.models import Call, Review, ReviewVersion, User
from app.services.ratings import is_public

SAID = ("rating", "comment", "version", "recorded_at")
ANSWERED = ("reply", "replied_at")
HIDDEN = ("hidden_at", "hidden_reason")
GIVEN = ("reference", "coach", *SAID, "shows_first_name", *ANSWERED, *HIDDEN)
RECEIVED = ("reference", "student", *SAID, *ANSWERED)

Record = dict[str, Any]


def list_given(user_id: int) -> Sequence[Record]:
    """Return the reviews that the person wrote, each after its earlier versions."""
    present = select(Review, User.name).join(User, User.id == Review.coach_id).where(Review.student_id == user_id)
    names = {review.call_id: (review, name) for review, name in db.session.execute(present)}
    earlier = select(ReviewVersion).where(ReviewVersion.call_id.in_(names))
    rows = [*db.session.scalars(earlier), *(review for review, _ in names.values())]
    return [
        {
            **dict.fromkeys(GIVEN),
            "reference": reference_of(row.call_id),
            "coach": names[row.call_id][1],
            **{name: getattr(row, name) for name in GIVEN[2:] if hasattr(row, name)},
        }
        for row in sorted(rows, key=lambda row: (row.call_id, row.version))
    ]


def list_received(user_id: int, *, now: datetime) -> Sequence[Record]:
    """Return the reviews of the person's calls as a coach that show by now."""
    rows = db.session.execute(
        select(Review, User.name)
        .join(Call, Call.id == Review.call_id)
        .join(User, User.id == Review.student_id)
        .where(Review.coach_id == user_id, is_public(now))
        .order_by(Call.starts_at, Call.id)
    )
    return [
        {
            "reference": reference_of(review.call_id),
            "student": name,
            **{column: getattr(review, column) for column in RECEIVED[2:]},
        }
        for review, name in rows
    ]
