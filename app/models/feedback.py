"""The coach's log of a call, with its earlier versions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Feedback(Base):
    """What the coach logged: at most one per call, by that call's coach, after its end (I-10, by trigger)."""

    __tablename__ = "feedback"
    __table_args__ = (
        # I-10: the author is the call's coach.
        ForeignKeyConstraint(["call_id", "coach_id"], ["calls.id", "calls.coach_id"], name="fk_feedback_author"),
        # Case H4: five scores, and no other.
        CheckConstraint("satisfaction BETWEEN 1 AND 5", name="satisfaction"),
        {"sqlite_strict": True},
    )

    call_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    coach_id: Mapped[int]
    satisfaction: Mapped[int]
    # Seen by the student too.
    shared_note: Mapped[str] = mapped_column(default="")
    # Seen by the coach alone (case H2).
    private_note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    recorded_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]


class FeedbackVersion(Base):
    """What feedback said before it was changed (case H1); a trigger writes it, and it never changes."""

    __tablename__ = "feedback_versions"
    __table_args__ = ({"sqlite_strict": True},)

    call_id: Mapped[int] = mapped_column(ForeignKey("feedback.call_id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    satisfaction: Mapped[int]
    shared_note: Mapped[str]
    private_note: Mapped[str]
    recorded_at: Mapped[datetime]
