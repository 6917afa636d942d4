"""Coaches whom a student keeps in mind, and waits for."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class SavedCoach(Base):
    """A student wants to find a coach again."""

    __tablename__ = "saved_coaches"
    __table_args__ = (
        # Nobody is their own coach.
        CheckConstraint("student_id <> coach_id", name="own"),
        {"sqlite_strict": True},
    )

    student_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    # Indexed for the day on which the coach is erased.
    coach_id: Mapped[int] = mapped_column(ForeignKey("coach_profiles.user_id"), primary_key=True, index=True)
    saved_at: Mapped[datetime]


class SlotAlert(Base):
    """A student wants a mail when a coach opens slots."""

    __tablename__ = "slot_alerts"
    __table_args__ = (
        CheckConstraint("student_id <> coach_id", name="own"),
        {"sqlite_strict": True},
    )

    student_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    # Indexed for the alerts about a coach.
    coach_id: Mapped[int] = mapped_column(ForeignKey("coach_profiles.user_id"), primary_key=True, index=True)
    # What has been opened until then is known to the student.
    told_until: Mapped[datetime]
