"""Times that a coach offers every week."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class WeeklyRule(Base):
    """Weekdays and times on the coach's wall clock, from which slots are opened some weeks ahead.

    A deleted one stays, so that its slots know where they come from, and so that it can be brought back.
    """

    __tablename__ = "weekly_rules"
    __table_args__ = (
        # Some day of the week.
        CheckConstraint("length(weekdays) BETWEEN 1 AND 7", name="weekdays"),
        # Some time of the day.
        CheckConstraint("length(times) >= 5", name="times"),
        # Slots are opened neither at the last moment nor for years.
        CheckConstraint("weeks_ahead BETWEEN 1 AND 26", name="weeks_ahead"),
        # It ends after it begins, if it ends.
        CheckConstraint("last_on >= first_on", name="days"),
        # SQLite, which keeps days as text, takes none that is not in the calendar.
        CheckConstraint("first_on IS date(first_on) AND last_on IS date(last_on)", name="calendar").ddl_if(
            dialect="sqlite"
        ),
        # A coach's own list.
        Index("ix_weekly_rules_coach", "coach_id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    coach_id: Mapped[int] = mapped_column(ForeignKey("coach_profiles.user_id"))
    # ISO weekdays (1 is Monday) and starts, like "24" and "18:00 20:00".
    weekdays: Mapped[str]
    times: Mapped[str]
    timezone: Mapped[str]
    first_on: Mapped[date]
    last_on: Mapped[date | None]
    weeks_ahead: Mapped[int]
    place: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
