"""Addresses that programs are told at of what happens, and what was told them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Webhook(Base):
    """One address, told of the chosen events among its owner's calls and slots."""

    __tablename__ = "webhooks"
    __table_args__ = (
        CheckConstraint("length(url) BETWEEN 1 AND 2000", name="url"),
        # It is told of something.
        CheckConstraint("length(events) > 0", name="events"),
        # It fails since its first failure after a success, and is given up only then.
        CheckConstraint("(failures = 0) = (failing_since IS NULL) AND failures >= 0", name="failures"),
        CheckConstraint("disabled_at IS NULL OR failures > 0", name="disabled_at"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Indexed for a person's own list, and to find who is told.
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    url: Mapped[str]
    # Their names with a space between.
    events: Mapped[str]
    # What signs; encrypted, for it must be known to sign.
    secret: Mapped[str]
    created_at: Mapped[datetime]
    # How often in a row it has failed, since when, and until when it is left alone.
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    # When it was given up; nothing is told it any more.
    disabled_at: Mapped[datetime | None]


class WebhookDelivery(Base):
    """One event for one webhook; written in the transaction of what it tells, by numbers and instants alone."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        # An event is one row for each webhook, however often it is sent.
        UniqueConstraint("webhook_id", "event_id"),
        # Where it can stand; what has ended says since when, and only what waits is being sent.
        CheckConstraint("state IN ('waiting', 'sent', 'failed')", name="state"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_at"),
        CheckConstraint("claimed_until IS NULL OR state = 'waiting'", name="claimed_until"),
        CheckConstraint("attempts >= 0", name="attempts"),
        # What waits, in the order in which it goes.
        Index(
            "ix_webhook_deliveries_waiting",
            "webhook_id",
            "id",
            postgresql_where=text("state = 'waiting'"),
            sqlite_where=text("state = 'waiting'"),
        ),
        # A webhook's own list, latest first.
        Index("ix_webhook_deliveries_webhook", "webhook_id", "id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id"))
    # Whose webhook it is. Indexed, for they go when their person is erased.
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    # The same for every webhook that is told of it, and at every attempt.
    event_id: Mapped[str]
    event: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    state: Mapped[str]
    attempts: Mapped[int]
    claimed_until: Mapped[datetime | None]
    # When it was last sent, and with what status that was answered, if it was.
    tried_at: Mapped[datetime | None]
    last_status: Mapped[int | None]
    # When it was taken, or given up.
    ended_at: Mapped[datetime | None]
