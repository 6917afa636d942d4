"""Who changed what, when, by which door."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class AuditEntry(Base):
    """One change of state, written in its own transaction; a trigger keeps it from ever changing (I-22)."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        # The history of one call, slot or account.
        Index("ix_audit_entries_object", "object_kind", "object_id"),
        # What one person has done, the latest in front.
        Index("ix_audit_entries_actor", "actor_id", "id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    # None for an administrator, whose system account is `actor_name`.
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    actor_name: Mapped[str] = mapped_column(default="")
    channel: Mapped[str]
    # Joins what one request, or one run of a command, did; empty for what was done before requests had one.
    request_id: Mapped[str] = mapped_column(default="", server_default="")
    action: Mapped[str]
    object_kind: Mapped[str]
    object_id: Mapped[int]
    facts: Mapped[dict[str, Any]]
