"""The words by which coaches are found."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class CoachWords(Base):
    """The folded words of a coach who can be found, a space after each; the database indexes them by itself.

    PostgreSQL keeps them once more as `document`, and SQLite as the table `coach_words_index`.
    """

    __tablename__ = "coach_words"
    __table_args__ = ({"sqlite_strict": True},)

    coach_id: Mapped[int] = mapped_column(ForeignKey("coach_profiles.user_id"), primary_key=True)
    # Of the name, the subjects and their synonyms.
    named: Mapped[str]
    headline: Mapped[str]
    about: Mapped[str]
    # Not looked for with the others: somebody asks for a place.
    place: Mapped[str]
