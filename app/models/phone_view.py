"""Who was shown whose phone number."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class PhoneView(Base):
    """A person was shown another's number on a day in UTC; how often that day is nobody's business."""

    __tablename__ = "phone_views"
    __table_args__ = (
        # SQLite, which keeps days as text, takes none that is not in the calendar.
        CheckConstraint("day IS date(day)", name="calendar").ddl_if(dialect="sqlite"),
        {"sqlite_strict": True},
    )

    # First in the key, for the owner's own list.
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    viewer_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    # The first time that day.
    seen_at: Mapped[datetime]
