"""A call: one student's booking of one slot."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Call(Base):
    """A booking from the moment it is made; coach and time are the slot's, copied and held equal by a foreign key.

    Triggers keep the steps between statuses (I-09), the slot's status and the commitments of both people.
    """

    __tablename__ = "calls"
    __table_args__ = (
        # I-06: a call is at its slot's time, with its slot's coach.
        ForeignKeyConstraint(
            ["slot_id", "coach_id", "starts_at", "ends_at"],
            ["slots.id", "slots.coach_id", "slots.starts_at", "slots.ends_at"],
            name="fk_calls_slot",
        ),
        # Where a call can stand; a trigger keeps the steps between (I-09).
        CheckConstraint("status IN ('pending', 'confirmed', 'completed', 'no_show', 'cancelled')", name="status"),
        # I-03: nobody books a slot of their own.
        CheckConstraint("student_id <> coach_id", name="own_slot"),
        # I-05: booked, and moved, only ahead of the start.
        CheckConstraint("booked_at < starts_at", name="not_in_past"),
        CheckConstraint("moved_at < starts_at", name="not_moved_into_past"),
        # What is cancelled says since when, and what has an outcome does too; nothing else does.
        CheckConstraint("(status = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled_at"),
        CheckConstraint("(status IN ('completed', 'no_show')) = (outcome_at IS NOT NULL)", name="outcome_at"),
        # A request says until when it is answered; a coach confirms it until then, and never after (case F10).
        CheckConstraint("status <> 'pending' OR (answer_by IS NOT NULL AND confirmed_at IS NULL)", name="answer_by"),
        CheckConstraint("confirmed_at <= answer_by", name="confirmed_in_time"),
        # Case F9: nobody says how a call went before its end.
        CheckConstraint("outcome_at >= ends_at", name="outcome_after_end"),
        # I-02: one student per slot.
        Index(
            "uq_calls_active_slot",
            "slot_id",
            unique=True,
            postgresql_where=text("status <> 'cancelled'"),
            sqlite_where=text("status <> 'cancelled'"),
        ),
        # A cancellation is undone once at the most.
        Index("uq_calls_restores", "restores_id", unique=True),
        # What feedback copies: its author is the call's coach.
        UniqueConstraint("id", "coach_id", name="uq_calls_coach"),
        # What a review copies: its author is the call's student.
        Index("uq_calls_parties", "id", "coach_id", "student_id", unique=True),
        # A person's own calls, by their start, as a student and as a coach.
        Index("ix_calls_student", "student_id", "starts_at", "id"),
        Index("ix_calls_coach", "coach_id", "starts_at", "id"),
        # Everybody's calls that begin soon, or did lately: reminders.
        Index("ix_calls_start", "starts_at"),
        # Requests that lapse.
        Index(
            "ix_calls_requests",
            "answer_by",
            postgresql_where=text("status = 'pending'"),
            sqlite_where=text("status = 'pending'"),
        ),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Indexed for a slot's calls, cancelled ones too.
    slot_id: Mapped[int] = mapped_column(index=True)
    coach_id: Mapped[int]
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    status: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    # Raised at each change, so that a page shown before it is known to be old.
    version: Mapped[int] = mapped_column(default=1)
    booked_at: Mapped[datetime]
    # Until when the coach answers a request, and when they confirmed it; None where they do not ask to be asked.
    answer_by: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]
    move_reason: Mapped[str] = mapped_column(default="")
    outcome_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    # None when an administrator cancelled.
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    cancel_reason: Mapped[str] = mapped_column(default="")
    # The cancelled call that this one brings back: what is cancelled stays so (I-08).
    restores_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id"))


class Commitment(Base):
    """Time that a person has given to a call, as its coach or its student. Triggers on calls write it, nobody else."""

    __tablename__ = "commitments"
    __table_args__ = (
        # I-04: nobody is in two places at once; on SQLite a trigger says so.
        ExcludeConstraint(
            (text("int8range(person_id, person_id, '[]')"), "&&"),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            using="gist",
            name="commitments_no_overlap",
        ).ddl_if(dialect="postgresql"),
        # Whether a person is free at a time.
        Index("ix_commitments_person", "person_id", "starts_at"),
        {"sqlite_strict": True},
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
