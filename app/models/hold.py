"""Slots that are held for one student for a while."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Hold(Base):
    """While it lasts nobody else books the slot: a trigger says so (`calls_slot_held`).

    A trigger lets none begin on a slot that is not open (`holds_slot_open`), another ends it when its slot is open no
    more, and of several that stand in for one call the others end when its student books one. One that has lapsed
    binds nobody; the worker clears it away.
    """

    __tablename__ = "holds"
    __table_args__ = (
        # What it is for.
        CheckConstraint("reason IN ('alternative', 'waitlist')", name="reason"),
        # It lasts a while.
        CheckConstraint("until > created_at", name="until"),
        # A slot is held for one student.
        UniqueConstraint("slot_id", name="uq_holds_slot"),
        # A student's own.
        Index("ix_holds_student", "student_id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slots.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str]
    # The cancelled call that it is to stand in for, if any.
    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id"))
    created_at: Mapped[datetime]
    until: Mapped[datetime]
