"""What a creating action answered, so that the same request sent again gets the same answer."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class IdempotencyRecord(Base):
    """One key of one person with the hash of what was asked and the number of what was made (I-17)."""

    __tablename__ = "idempotency_records"
    __table_args__ = (
        # A key says something, and is no way to store a text.
        CheckConstraint("length(key) BETWEEN 1 AND 200", name="key"),
        {"sqlite_strict": True},
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[str]
    result: Mapped[str]
    created_at: Mapped[datetime]
