"""What makes a person a coach, and what they teach."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class CoachProfile(Base):
    """A person's role as a coach; it is kept when the role is removed, for the sake of past calls."""

    __tablename__ = "coach_profiles"
    __table_args__ = (
        # A rate is nothing or more, in one currency, by its ISO 4217 code.
        CheckConstraint("rate_cents >= 0", name="rate"),
        CheckConstraint("(rate_cents IS NULL) = (currency IS NULL)", name="rate_has_currency"),
        CheckConstraint("length(currency) = 3 AND currency = upper(currency)", name="currency"),
        # The week grid starts with an early morning at the soonest and with noon at the latest, on a half hour.
        CheckConstraint("day_start_minutes BETWEEN 300 AND 720 AND day_start_minutes % 30 = 0", name="day_start"),
        # Who rings whom when a call begins.
        CheckConstraint("caller IN ('coach', 'student')", name="caller"),
        # Up to four hours between two calls, and up to two weeks from a booking to its call.
        CheckConstraint("buffer_minutes BETWEEN 0 AND 240", name="buffer"),
        CheckConstraint("notice_minutes BETWEEN 0 AND 20160", name="notice"),
        {"sqlite_strict": True},
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    headline: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    # For one slot, in hundredths of the currency.
    rate_cents: Mapped[int | None]
    currency: Mapped[str | None]
    # From midnight on the coach's own clock.
    day_start_minutes: Mapped[int] = mapped_column(default=480, server_default=text("480"))
    # Beside the place, if there is one.
    is_online: Mapped[bool] = mapped_column(default=False, server_default=false())
    uses_whatsapp: Mapped[bool] = mapped_column(default=False, server_default=false())
    caller: Mapped[str] = mapped_column(default="coach", server_default="coach")
    # Free before and after each call.
    buffer_minutes: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    # The coach's own; the programme's counts where it is longer.
    notice_minutes: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    # Whether a booking is a request, which the coach confirms or declines.
    approves: Mapped[bool] = mapped_column(default=False, server_default=false())
    # A fingerprint of the photo, empty without one.
    photo: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Subject(Base):
    """Something that is taught."""

    __tablename__ = "subjects"
    __table_args__ = (
        # A subject can be seen, and fits into a list.
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    # The name without case: no two subjects differ only in that.
    key: Mapped[str] = mapped_column(unique=True)


class SubjectSynonym(Base):
    """Another name by which a subject is found and taught."""

    __tablename__ = "subject_synonyms"
    __table_args__ = (
        # As of a subject.
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name"),
        {"sqlite_strict": True},
    )

    # The name without case: it means one subject.
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), index=True)


class CoachSubject(Base):
    """A coach teaches a subject."""

    __tablename__ = "coach_subjects"
    __table_args__ = ({"sqlite_strict": True},)

    coach_id: Mapped[int] = mapped_column(ForeignKey("coach_profiles.user_id"), primary_key=True)
    # Indexed for the coaches who teach a subject.
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), primary_key=True, index=True)


class CoachLanguage(Base):
    """A coach speaks a language, by its ISO 639 code."""

    __tablename__ = "coach_languages"
    __table_args__ = (
        # ISO 639 has codes of two letters and of three.
        CheckConstraint("length(language) BETWEEN 2 AND 3", name="language"),
        {"sqlite_strict": True},
    )

    coach_id: Mapped[int] = mapped_column(ForeignKey("coach_profiles.user_id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
