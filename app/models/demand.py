"""What was wanted and not had."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class DemandCount(Base):
    """How often in a day something was wanted in vain, by one weekday, time of day or subject; nobody is named."""

    __tablename__ = "demand_counts"
    __table_args__ = (
        CheckConstraint("want IN ('empty_search', 'lost_race')", name="want"),
        CheckConstraint("axis IN ('weekday', 'time', 'subject')", name="axis"),
        CheckConstraint("times > 0", name="times"),
        # SQLite, which keeps days as text, takes none that is not in the calendar.
        CheckConstraint("day IS date(day)", name="calendar").ddl_if(dialect="sqlite"),
        {"sqlite_strict": True},
    )

    # The day in the programme's zone.
    day: Mapped[date] = mapped_column(primary_key=True)
    want: Mapped[str] = mapped_column(primary_key=True)
    axis: Mapped[str] = mapped_column(primary_key=True)
    # Empty where none was asked for.
    value: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int]
