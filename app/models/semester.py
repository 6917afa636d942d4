"""A semester: the days within which slots are published."""

from datetime import date

from sqlalchemy import CheckConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Semester(Base):
    """A name for a stretch of days in the programme's zone, both ends included."""

    __tablename__ = "semesters"
    __table_args__ = (
        # A semester can be seen, and fits into a list.
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name"),
        # It lasts a day at least.
        CheckConstraint("last_day >= first_day", name="days"),
        # SQLite, which keeps days as text, takes none that is not in the calendar.
        CheckConstraint("first_day IS date(first_day) AND last_day IS date(last_day)", name="calendar").ddl_if(
            dialect="sqlite"
        ),
        # No day is in two semesters; on SQLite a trigger says so.
        ExcludeConstraint(
            (text("daterange(first_day, last_day, '[]')"), "&&"), using="gist", name="semesters_no_overlap"
        ).ddl_if(dialect="postgresql"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    # The name without case: no two semesters differ only in that.
    key: Mapped[str] = mapped_column(unique=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
