"""What followed when a student missed calls."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class NoShowNotice(Base):
    """A warning, or a pause of booking, that followed a missed call: it holds while that call counts as missed."""

    __tablename__ = "no_show_notices"
    __table_args__ = (
        CheckConstraint("kind IN ('warning', 'pause')", name="kind"),
        # A pause lasts a while; a warning has no end.
        CheckConstraint("(kind = 'pause') = (until IS NOT NULL)", name="until"),
        CheckConstraint("until > told_at", name="lasts"),
        # An administrator lifts it, and says why.
        CheckConstraint("lifted_reason = '' OR lifted_at IS NOT NULL", name="lifted"),
        # A student's own.
        Index("ix_no_show_notices_student", "student_id", "told_at"),
        {"sqlite_strict": True},
    )

    # Of one call there follows one thing.
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), primary_key=True, autoincrement=False)
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str]
    told_at: Mapped[datetime]
    until: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    lifted_reason: Mapped[str] = mapped_column(default="")
