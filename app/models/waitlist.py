"""Students who wait for a time, and the times that were offered to them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

STANDS: dict[str, Any] = {"postgresql_where": text("left_at IS NULL"), "sqlite_where": text("left_at IS NULL")}
RUNS: dict[str, Any] = {"postgresql_where": text("ended_at IS NULL"), "sqlite_where": text("ended_at IS NULL")}


class Wish(Base):
    """A student waits for a coach, or for a subject, perhaps on some days and at some times only.

    One that was left, or came true, stays for a while: it can be taken up again, and its offers are told of.
    """

    __tablename__ = "wishes"
    __table_args__ = (
        # A coach or a subject.
        CheckConstraint("(coach_id IS NULL) <> (subject_id IS NULL)", name="aim"),
        # Nobody is their own coach.
        CheckConstraint("coach_id <> student_id", name="own"),
        CheckConstraint("misses >= 0", name="misses"),
        # SQLite, which keeps days as text, takes none that is not in the calendar.
        CheckConstraint("until_on IS date(until_on)", name="calendar").ddl_if(dialect="sqlite"),
        # A student waits once for the same.
        Index("uq_wishes_coach", "coach_id", "student_id", unique=True, **STANDS),
        Index("uq_wishes_subject", "subject_id", "student_id", unique=True, **STANDS),
        # A student's own; and all of a coach's, on the day of erasure.
        Index("ix_wishes_student", "student_id"),
        Index("ix_wishes_coach", "coach_id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    coach_id: Mapped[int | None] = mapped_column(ForeignKey("coach_profiles.user_id"))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subjects.id"))
    # ISO weekdays (1 is Monday) and times of day, like "24" and "morning evening"; none is any.
    weekdays: Mapped[str] = mapped_column(default="")
    times: Mapped[str] = mapped_column(default="")
    # The last day on which a call may be, on the student's calendar.
    until_on: Mapped[date | None]
    # Since when they stand in the line.
    joined_at: Mapped[datetime]
    # Offers left unanswered, one after the other.
    misses: Mapped[int] = mapped_column(default=0)
    paused_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]


class Offer(Base):
    """A slot was held for a student who waits; while the offer runs, a hold keeps the slot for them."""

    __tablename__ = "offers"
    __table_args__ = (
        # What became of it, once it has ended.
        CheckConstraint("answer IN ('', 'booked', 'declined', 'lapsed', 'over')", name="answer"),
        CheckConstraint("(answer = '') = (ended_at IS NULL)", name="ended_at"),
        # It lasts a while.
        CheckConstraint("until > made_at", name="until"),
        # Nobody is offered the same slot twice.
        UniqueConstraint("slot_id", "student_id", name="uq_offers_slot_student"),
        # A slot is offered to one student at a time, and a student is offered one.
        Index("uq_offers_slot", "slot_id", unique=True, **RUNS),
        Index("uq_offers_student", "student_id", unique=True, **RUNS),
        Index("ix_offers_wish", "wish_id"),
        Index("ix_offers_student", "student_id"),
        Index("ix_offers_coach", "coach_id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wish_id: Mapped[int] = mapped_column(ForeignKey("wishes.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    coach_id: Mapped[int] = mapped_column(ForeignKey("coach_profiles.user_id"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("slots.id"))
    made_at: Mapped[datetime]
    until: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]
