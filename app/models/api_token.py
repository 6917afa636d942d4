"""What lets a program act for a person."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class ApiToken(Base):
    """One token: it counts until it expires, is revoked, or its person's account is closed."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        # Each can be told from the others in a list.
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name"),
        # Never the token itself.
        CheckConstraint("length(token_hash) = 64", name="hashed"),
        # Whoever may write may read.
        CheckConstraint("scopes IN ('read', 'read write')", name="scopes"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Indexed for a person's own list, and to end them all.
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    # What it is for, in its maker's words.
    name: Mapped[str]
    # How it begins, so that one that was found somewhere is recognised.
    prefix: Mapped[str]
    # SHA-256 of the token, so that nobody who reads this table can act with it.
    token_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[str]
    created_at: Mapped[datetime]
    # None: until it is revoked.
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
