"""An account: whoever signs in, student or coach."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base
from app.models.coach import CoachProfile


class User(Base):
    """One person. A coach is a person with a coach profile; everybody may be a student."""

    __tablename__ = "users"
    __table_args__ = (
        # One spelling of each address, so that one person has one account.
        CheckConstraint("email = lower(email) AND email LIKE '%_@_%'", name="email"),
        # Everybody can be addressed by a name that fits into a list.
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name"),
        # E.164, so that a phone can dial it.
        CheckConstraint("phone LIKE '+%' AND length(phone) BETWEEN 6 AND 16", name="phone_e164"),
        # A country's two letters, or none.
        CheckConstraint("length(phone_region) IN (0, 2) AND phone_region = upper(phone_region)", name="phone_region"),
        # What the settings offer; empty leaves it to the language and the device.
        CheckConstraint("hour_cycle IN ('', 'h12', 'h23')", name="hour_cycle"),
        CheckConstraint("theme IN ('', 'light', 'dark')", name="theme"),
        CheckConstraint("week_start IN ('monday', 'sunday')", name="week_start"),
        # Who is erased can neither be reached nor sign in.
        CheckConstraint(
            "erased_at IS NULL OR (phone IS NULL AND deactivated_at IS NOT NULL AND email LIKE 'erased-%')",
            name="erased_at",
        ),
        # Named as when it was made, for sessions: SQLite renames no constraint.
        UniqueConstraint("stamp", name="uq_users_session_token"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    # E.164; none once the person's data has been erased.
    phone: Mapped[str | None]
    # Where numbers without a country code are from; empty: from the programme's country.
    phone_region: Mapped[str] = mapped_column(default="", server_default="")
    timezone: Mapped[str]
    locale: Mapped[str]
    password_hash: Mapped[str]
    # Part of each link in a mail: changing it makes those sent before worthless.
    stamp: Mapped[str]
    # Empty: as the person's language has it, and as their device has it.
    hour_cycle: Mapped[str] = mapped_column(default="", server_default="")
    theme: Mapped[str] = mapped_column(default="", server_default="")
    # Whether coaches see what this person agreed with other coaches.
    shares_steps: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Whether Enter sends a message where there is a keyboard, or starts a new line.
    enter_sends: Mapped[bool] = mapped_column(default=True, server_default=true())
    week_start: Mapped[str] = mapped_column(default="monday", server_default="monday")
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    # When the person was last signed in, to some minutes; none who never was.
    seen_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    coach_profile: Mapped[CoachProfile | None] = relationship(lazy="raise", viewonly=True)
