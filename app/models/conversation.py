"""A chat of one student with one coach, and its messages."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Conversation(Base):
    """The one thread of a pair. Its row is locked while a message is added, so that numbers have no gap."""

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("coach_id", "student_id", name="uq_conversations_pair"),
        CheckConstraint("student_id <> coach_id", name="two_people"),
        # Nobody has read what is not there.
        CheckConstraint("coach_read BETWEEN 0 AND last_number", name="coach_read"),
        CheckConstraint("student_read BETWEEN 0 AND last_number", name="student_read"),
        # A person's own threads, by their last message.
        Index("ix_conversations_coach", "coach_id", "last_at", "id"),
        Index("ix_conversations_student", "student_id", "last_at", "id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    coach_id: Mapped[int] = mapped_column(ForeignKey("coach_profiles.user_id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime]
    last_at: Mapped[datetime]
    last_number: Mapped[int] = mapped_column(default=0)
    # The number of the last message that each has seen.
    coach_read: Mapped[int] = mapped_column(default=0)
    student_read: Mapped[int] = mapped_column(default=0)
    # Whether each wants no more of it.
    coach_blocks: Mapped[bool] = mapped_column(default=False)
    student_blocks: Mapped[bool] = mapped_column(default=False)


class Message(Base):
    """What one of the two wrote; kept as it was sent, until its author is erased."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("length(body) <= 4000", name="body"),
        CheckConstraint("number >= 1", name="number"),
        {"sqlite_strict": True},
    )

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    # From 1 on, in the order in which they were sent.
    number: Mapped[int] = mapped_column(primary_key=True)
    from_coach: Mapped[bool]
    body: Mapped[str]
    sent_at: Mapped[datetime]
