"""The photos of coaches."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Photo(Base):
    """A coach's photo in one size, square, as it is sent; a coach has it in all sizes or in none."""

    __tablename__ = "photos"
    __table_args__ = (
        # As lists and profiles show it, for screens of one and of two dots to a pixel.
        CheckConstraint("pixels IN (96, 192, 384)", name="pixels"),
        # Small enough for a row, and for a page.
        CheckConstraint("length(content) BETWEEN 1 AND 200000", name="content"),
        {"sqlite_strict": True},
    )

    coach_id: Mapped[int] = mapped_column(ForeignKey("coach_profiles.user_id"), primary_key=True)
    pixels: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes]
