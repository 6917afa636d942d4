"""A private calendar address."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class CalendarFeed(Base):
    """The address at which a person's calendar programme reads their calls; another one ends it (case G3)."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        # An empty one would stand for a guess.
        CheckConstraint("length(token_hash) = 64", name="token_hash"),
        {"sqlite_strict": True},
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    # SHA-256 of what the address ends with, so that nobody who reads this table can open it (SEC-08).
    token_hash: Mapped[str] = mapped_column(unique=True)
    # What the programme's key makes the address of, so that its owner can see it again.
    nonce: Mapped[str]
    created_at: Mapped[datetime]
