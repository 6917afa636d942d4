"""What is to be sent to people."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class OutboxMessage(Base):
    """One mail, as facts; it is written in the transaction of what it tells, and put into words when it is sent."""

    __tablename__ = "outbox_messages"
    __table_args__ = (
        # A mail goes somewhere.
        CheckConstraint("address LIKE '%_@_%'", name="address"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    # Whose language, zone and links it has. Indexed to find a person's mails.
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    # Their address when it was written, or the one it tells of.
    address: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
