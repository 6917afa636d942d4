"""Who came to a call, beside the outcome that its coach gave."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Attendance(Base):
    """What a call's student says of who came, and what was found: by its coach, or in the end by an administrator."""

    __tablename__ = "attendance"
    __table_args__ = (
        # It is of the call's own two people.
        ForeignKeyConstraint(
            ["call_id", "coach_id", "student_id"],
            ["calls.id", "calls.coach_id", "calls.student_id"],
            name="fk_attendance_parties",
        ),
        CheckConstraint("claim IN ('coach_missed', 'came')", name="claim"),
        CheckConstraint("finding IN ('completed', 'no_show', 'coach_missed')", name="finding"),
        # What was said or found says since when; a row says one of them.
        CheckConstraint("(claim IS NULL) = (said_at IS NULL)", name="said_at"),
        CheckConstraint("(finding IS NULL) = (settled_at IS NULL)", name="settled_at"),
        CheckConstraint("said_at IS NOT NULL OR settled_at IS NOT NULL", name="says_something"),
        # A coach admits that they did not come, and settles nothing else.
        CheckConstraint("settled_by_id IS NULL OR finding = 'coach_missed'", name="settled_by"),
        # What an administrator has to look at: few rows, however many were settled.
        Index(
            "ix_attendance_unsettled",
            "said_at",
            postgresql_where=text("settled_at IS NULL"),
            sqlite_where=text("settled_at IS NULL"),
        ),
        {"sqlite_strict": True},
    )

    call_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    coach_id: Mapped[int]
    student_id: Mapped[int]
    claim: Mapped[str | None]
    said_at: Mapped[datetime | None]
    finding: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    # None when an administrator settled it: that stays.
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    settled_reason: Mapped[str] = mapped_column(default="")
