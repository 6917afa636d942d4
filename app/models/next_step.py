"""What coach and student agreed to do next, and the notes of a log that is not saved yet."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class NextStep(Base):
    """One thing agreed at the end of a call; it comes up again until it is ticked off."""

    __tablename__ = "next_steps"
    __table_args__ = (
        # It is between the call's two people.
        ForeignKeyConstraint(
            ["call_id", "coach_id", "student_id"],
            ["calls.id", "calls.coach_id", "calls.student_id"],
            name="fk_next_steps_parties",
        ),
        # It can be seen, and fits on a line.
        CheckConstraint("length(body) BETWEEN 1 AND 200", name="body"),
        # Nothing is done before it was agreed.
        CheckConstraint("done_at >= agreed_at", name="done_at"),
        # What two people agreed; what one student agreed with all.
        Index("ix_next_steps_student", "student_id", "coach_id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int]
    coach_id: Mapped[int]
    student_id: Mapped[int]
    body: Mapped[str]
    agreed_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class NoteDraft(Base):
    """What the coach typed into the notes of a call and has not saved: saving removes it."""

    __tablename__ = "note_drafts"
    __table_args__ = (
        # It is the coach's, about the student.
        ForeignKeyConstraint(
            ["call_id", "coach_id", "student_id"],
            ["calls.id", "calls.coach_id", "calls.student_id"],
            name="fk_note_drafts_parties",
        ),
        {"sqlite_strict": True},
    )

    call_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    coach_id: Mapped[int]
    student_id: Mapped[int]
    private_note: Mapped[str]
    shared_note: Mapped[str]
    next_steps: Mapped[str]
    # What was to be seen of the log when this was typed.
    version: Mapped[str] = mapped_column(server_default="")
    # In which of the coach's windows each of the three was typed.
    windows: Mapped[str] = mapped_column(server_default="")
    saved_at: Mapped[datetime]
