"""What is to be sent to people."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class OutboxMessage(Base):
    """One mail, as facts; it is written in the transaction of what it tells, and put into words when it is sent."""

    __tablename__ = "outbox_messages"
    __table_args__ = (
        # I-13, I-14: what is told once is one row.
        UniqueConstraint("dedup_key"),
        CheckConstraint("length(dedup_key) > 0", name="dedup_key"),
        # A mail goes somewhere.
        CheckConstraint("address LIKE '%_@_%'", name="address"),
        # Where a mail can stand; what has ended says since when, and only what waits is being sent.
        CheckConstraint("state IN ('waiting', 'sent', 'kept', 'failed', 'skipped')", name="state"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_at"),
        CheckConstraint("claimed_until IS NULL OR state = 'waiting'", name="claimed_until"),
        CheckConstraint("attempts >= 0", name="attempts"),
        # What waits, in the order in which it goes: few rows, however many have ended.
        Index(
            "ix_outbox_messages_waiting",
            "due_at",
            "id",
            postgresql_where=text("state = 'waiting'"),
            sqlite_where=text("state = 'waiting'"),
        ),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # What it tells and whom, such as booked/12/3; its Message-ID is made of it.
    dedup_key: Mapped[str]
    kind: Mapped[str]
    # Whose language, zone and links it has. Indexed to find a person's mails.
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    # Their address when it was written, or the one it tells of.
    address: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    state: Mapped[str]
    # When it is to go; and when it is tried next, which is later once it was refused for a while.
    due_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime]
    attempts: Mapped[int]
    # Until then it belongs to the worker that set it.
    claimed_until: Mapped[datetime | None]
    # Why the last attempt failed, or why it was skipped.
    last_error: Mapped[str]
    # When it was sent, kept, given up or skipped.
    ended_at: Mapped[datetime | None]
    # When the person saw it on their page of notifications, or did themselves what it tells.
    read_at: Mapped[datetime | None]
