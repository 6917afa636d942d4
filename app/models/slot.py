"""A slot: a block of a coach's time, offered, booked or withdrawn."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

SECOND = 1_000_000
SHORTEST, LONGEST = 15 * 60, 8 * 3600


class Slot(Base):
    """Offered time. `wall_time` and `timezone` keep what the coach chose, for when a zone's rules change."""

    __tablename__ = "slots"
    __table_args__ = (
        # Free, held by a call, or taken back; triggers keep it true to the calls (I-07, I-08).
        CheckConstraint("status IN ('open', 'booked', 'withdrawn')", name="status"),
        # What is withdrawn says since when, and nothing else does.
        CheckConstraint("(status = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_at"),
        # I-05: no slot is made for a time that has begun.
        CheckConstraint("created_at < starts_at", name="not_in_past"),
        # A slot lasts from a quarter of an hour to a working day; SQLite counts microseconds.
        CheckConstraint(
            "ends_at - starts_at BETWEEN interval '15 minutes' AND interval '8 hours'", name="length"
        ).ddl_if(dialect="postgresql"),
        CheckConstraint(
            f"ends_at - starts_at BETWEEN {SHORTEST * SECOND} AND {LONGEST * SECOND}", name="length"
        ).ddl_if(dialect="sqlite"),
        # I-01: a coach's slots do not overlap; on SQLite a trigger says so. Ranges of one id need no extension.
        ExcludeConstraint(
            (text("int8range(coach_id, coach_id, '[]')"), "&&"),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            where=text("status <> 'withdrawn'"),
            using="gist",
            name="slots_no_overlap",
        ).ddl_if(dialect="postgresql"),
        # What a call copies from its slot (I-06).
        UniqueConstraint("id", "coach_id", "starts_at", "ends_at", name="uq_slots_copied"),
        # The list of open slots of all coaches, page by page, and whose the soonest are.
        Index(
            "ix_slots_soonest",
            "starts_at",
            "id",
            "coach_id",
            postgresql_where=text("status = 'open'"),
            sqlite_where=text("status = 'open'"),
        ),
        # A coach's own schedule; on SQLite also the search for overlaps.
        Index("ix_slots_coach", "coach_id", "starts_at"),
        # The slots of a weekly rule.
        Index(
            "ix_slots_rule",
            "rule_id",
            postgresql_where=text("rule_id IS NOT NULL"),
            sqlite_where=text("rule_id IS NOT NULL"),
        ),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    coach_id: Mapped[int] = mapped_column(ForeignKey("coach_profiles.user_id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    # Naive ISO 8601 in `timezone`.
    wall_time: Mapped[str]
    timezone: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="open")
    created_at: Mapped[datetime]
    # When it became free again, if it was taken or held.
    reopened_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str] = mapped_column(default="")
    # The weekly rule that opened it, if one did; one that its rule withdrew forgets it.
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("weekly_rules.id"))
