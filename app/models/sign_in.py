"""A browser that somebody is signed in with."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class SignIn(Base):
    """One session: it lasts as long as its row, so that it can be ended from elsewhere."""

    __tablename__ = "sign_ins"
    __table_args__ = ({"sqlite_strict": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    # Indexed for a person's own list, and to end them all.
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    # SHA-256 of what the browser holds, so that nobody who reads this table can enter with it.
    token_hash: Mapped[str] = mapped_column(unique=True)
    # The browser and its system, as it named them.
    device: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    # When the person last proved who they are: what matters most asks for that again after a while.
    proved_at: Mapped[datetime]
