"""Stretches of time in which a coach takes no calls."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class TimeOff(Base):
    """Slots that it touches are hidden and cannot be booked, and none is published in it: triggers say so (A10)."""

    __tablename__ = "time_off"
    __table_args__ = (
        # It ends after it begins.
        CheckConstraint("ends_at > starts_at", name="order"),
        # Asked of every slot that is shown.
        Index("ix_time_off_coach", "coach_id", "ends_at"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    coach_id: Mapped[int] = mapped_column(ForeignKey("coach_profiles.user_id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    # On whose clock the coach chose it.
    timezone: Mapped[str]
    created_at: Mapped[datetime]
