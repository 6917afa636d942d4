"""Keys that a person's devices hold and open with a finger, a face or a PIN."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Passkey(Base):
    """One key that signs its person in; what is kept of it is public."""

    __tablename__ = "passkeys"
    __table_args__ = (
        # Each can be told from the others in a list.
        CheckConstraint("length(name) BETWEEN 1 AND 60", name="name"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Indexed for a person's own list.
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    # What the device calls the key; unique, for a key opens one account.
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    # How often the device says it has used the key: one that falls back is a copy. Many always say 0.
    sign_count: Mapped[int]
    name: Mapped[str]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SpentChallenge(Base):
    """A question that a passkey has answered; it is kept until it would be too old anyway."""

    __tablename__ = "spent_challenges"
    __table_args__ = ({"sqlite_strict": True},)

    challenge_hash: Mapped[str] = mapped_column(primary_key=True)
    # Indexed, for what is over is thrown away.
    spent_at: Mapped[datetime] = mapped_column(index=True)
