"""Mails that people do not want."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class MutedMail(Base):
    """One sort of mail that a person has switched off; what has no row is sent."""

    __tablename__ = "muted_mails"
    __table_args__ = (
        # It is the name of something.
        CheckConstraint("length(sort) > 0", name="sort"),
        {"sqlite_strict": True},
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    # Such as reminder/24h or feedback_due.
    sort: Mapped[str] = mapped_column(primary_key=True)
    muted_at: Mapped[datetime]
