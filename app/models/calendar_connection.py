"""People's own calendars: where they are, what has been written into them, and when they are busy."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class CalendarConnection(Base):
    """A person's account at a calendar server, and the calendar of it that their calls are written into."""

    __tablename__ = "calendar_connections"
    __table_args__ = (
        # A person has one; those that they have left are kept until the calls are out of them.
        Index(
            "uq_calendar_connections_user",
            "user_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
            sqlite_where=text("ended_at IS NULL"),
        ),
        CheckConstraint("kind IN ('caldav', 'google')", name="kind"),
        CheckConstraint("length(account) BETWEEN 1 AND 200", name="account"),
        CheckConstraint("trouble IN ('', 'no_answer', 'not_let_in', 'gone', 'refused')", name="trouble"),
        CheckConstraint("busy_use IN ('ignore', 'warn', 'close')", name="busy_use"),
        CheckConstraint("failures >= 0", name="failures"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Indexed to find the calendars of a call's people, and those that a person has left.
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[str] = mapped_column(default="caldav", server_default="caldav")
    # The server, by CalDAV as its owner wrote it, and who they are there.
    server: Mapped[str]
    account: Mapped[str]
    # The password, or the tokens; encrypted, for they must be known to be shown there.
    secret: Mapped[str]
    # The names of the calendars that were found, by their addresses.
    calendars: Mapped[dict[str, Any]]
    # Which of them calls are written into; empty until it is chosen.
    address: Mapped[str]
    created_at: Mapped[datetime]
    # The names of those whose busy times are read, and what for.
    busy_calendars: Mapped[dict[str, Any]]
    busy_use: Mapped[str]
    # When they are read next, and until when a worker is at it.
    busy_due_at: Mapped[datetime]
    busy_claimed_until: Mapped[datetime | None]
    # When it was last written or read, what has kept it from that since, and until when it is left alone.
    reached_at: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(default="")
    failures: Mapped[int] = mapped_column(default=0)
    paused_until: Mapped[datetime | None]
    # When it was disconnected; it goes when the calls are out of it.
    ended_at: Mapped[datetime | None]


class CalendarEntry(Base):
    """One call in one calendar, as it is to be and as it was left there (I-21)."""

    __tablename__ = "calendar_entries"
    __table_args__ = (
        # I-21: a call, and what brings it back, is at most one event.
        UniqueConstraint("connection_id", "uid"),
        CheckConstraint("state IN ('waiting', 'done', 'failed')", name="state"),
        CheckConstraint("attempts >= 0 AND change > 0", name="attempts"),
        # What waits, in the order in which it goes.
        Index(
            "ix_calendar_entries_waiting",
            "next_attempt_at",
            "id",
            postgresql_where=text("state = 'waiting'"),
            sqlite_where=text("state = 'waiting'"),
        ),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("calendar_connections.id"))
    # Whose calendar it is. Indexed, for they go when their person is erased.
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    # The name that calendars know the call by, and the call that stands for it now.
    uid: Mapped[str]
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    # Where the event lies and the mark of how it was left; empty while it lies nowhere.
    address: Mapped[str] = mapped_column(default="")
    etag: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    # How often it was to be written: whoever writes an earlier change has not written this one.
    change: Mapped[int]
    attempts: Mapped[int]
    next_attempt_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]


class CalendarBusyTime(Base):
    """A stretch of time at which one of a person's calendars says that they are busy; nothing else is known of it."""

    __tablename__ = "calendar_busy_times"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_at"),
        # Whether a person is busy at a time.
        Index("ix_calendar_busy_times_user", "user_id", "ends_at"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Indexed, for they are read anew together.
    connection_id: Mapped[int] = mapped_column(ForeignKey("calendar_connections.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    # Whether students are kept from it.
    is_closed: Mapped[bool]
