"""What a student says of a call, with its earlier versions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Review(Base):
    """A rating and words: one per call that took place, by its student, answered once by its coach (by trigger)."""

    __tablename__ = "reviews"
    __table_args__ = (
        # Its author is the call's student, and it is of the call's coach.
        ForeignKeyConstraint(
            ["call_id", "coach_id", "student_id"],
            ["calls.id", "calls.coach_id", "calls.student_id"],
            name="fk_reviews_parties",
        ),
        # Case H4: five ratings, and no other.
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        # What was said was said at a time, also when the words were taken away since.
        CheckConstraint("reply = '' OR replied_at IS NOT NULL", name="reply"),
        CheckConstraint("hidden_reason = '' OR hidden_at IS NOT NULL", name="hidden"),
        # A coach's reviews, by their date.
        Index("ix_reviews_coach", "coach_id", "recorded_at", "call_id"),
        {"sqlite_strict": True},
    )

    call_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    coach_id: Mapped[int]
    student_id: Mapped[int]
    rating: Mapped[int]
    comment: Mapped[str] = mapped_column(default="")
    shows_first_name: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    recorded_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    # Until then its coach and the public do not see it: the log is in, or seven days have passed.
    shown_from: Mapped[datetime]
    reply: Mapped[str] = mapped_column(default="")
    replied_at: Mapped[datetime | None]
    # Set by an administrator, who says why.
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(default="")


class ReviewVersion(Base):
    """What a review said before it was changed (case H1); a trigger writes it, and it never changes."""

    __tablename__ = "review_versions"
    __table_args__ = ({"sqlite_strict": True},)

    call_id: Mapped[int] = mapped_column(ForeignKey("reviews.call_id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    rating: Mapped[int]
    comment: Mapped[str]
    recorded_at: Mapped[datetime]
