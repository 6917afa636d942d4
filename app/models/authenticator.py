"""The app on a person's phone that shows a code every half minute, and the codes for the day it is lost."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Authenticator(Base):
    """One person's authenticator app; whoever has a row here signs in with a code as well."""

    __tablename__ = "authenticators"
    __table_args__ = ({"sqlite_strict": True},)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    # Encrypted with the programme's key, which is not in the database.
    secret: Mapped[str]
    # The half minute of the last code that was used: none is used twice, nor one from before it.
    last_step: Mapped[int]
    created_at: Mapped[datetime]


class RecoveryCode(Base):
    """One code that stands in for the app; its row goes when it is used."""

    __tablename__ = "recovery_codes"
    __table_args__ = (
        # A hash as for passwords: a code is short enough to be typed.
        CheckConstraint("code_hash LIKE '$argon2id$%'", name="hashed"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Indexed to find a person's own.
    user_id: Mapped[int] = mapped_column(ForeignKey("authenticators.user_id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str]
