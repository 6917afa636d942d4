"""Days in which weekly rules open nothing."""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Holiday(Base):
    """A name for one day or several in the programme's zone, both ends included; holidays may overlap."""

    __tablename__ = "holidays"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name"),
        # It lasts a day at least.
        CheckConstraint("last_day >= first_day", name="days"),
        # SQLite, which keeps days as text, takes none that is not in the calendar.
        CheckConstraint("first_day IS date(first_day) AND last_day IS date(last_day)", name="calendar").ddl_if(
            dialect="sqlite"
        ),
        # A file that is read twice adds nothing the second time; found by their days.
        UniqueConstraint("first_day", "last_day", "name", name="uq_holidays_days"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
