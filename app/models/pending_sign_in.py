"""A browser that has shown the first factor and not yet the second."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class PendingSignIn(Base):
    """One sign-in that waits for its code; it is no session and opens nothing."""

    __tablename__ = "pending_sign_ins"
    __table_args__ = ({"sqlite_strict": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    # Indexed to end a person's all at once.
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    # SHA-256 of what the browser holds.
    token_hash: Mapped[str] = mapped_column(unique=True)
    # Codes typed so far.
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
