"""Students who wait for times, and what was offered to them."""

import sqlalchemy as sa
from alembic import op

from app.db import PlainDate, UTCDateTime

revision = "0033"
down_revision = "0032"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Nobody waits yet, and no slot is known to have been open before."""
    op.add_column("slots", sa.Column("reopened_at", UTCDateTime(), nullable=True))
    _make_wishes()
    _make_offers()


def _make_wishes() -> None:
    stands = {"postgresql_where": sa.text("left_at IS NULL"), "sqlite_where": sa.text("left_at IS NULL")}
    days = [sa.CheckConstraint("until_on IS date(until_on)", name=op.f("ck_wishes_calendar"))] if _is_sqlite() else []
    op.create_table(
        "wishes",
        sa.Column("id", Whole, nullable=False),
        sa.Column("student_id", Whole, nullable=False),
        sa.Column("coach_id", Whole, nullable=True),
        sa.Column("subject_id", Whole, nullable=True),
        sa.Column("weekdays", sa.Text(), nullable=False),
        sa.Column("times", sa.Text(), nullable=False),
        sa.Column("until_on", PlainDate(), nullable=True),
        sa.Column("joined_at", UTCDateTime(), nullable=False),
        sa.Column("misses", Whole, nullable=False),
        sa.Column("paused_at", UTCDateTime(), nullable=True),
        sa.Column("left_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("(coach_id IS NULL) <> (subject_id IS NULL)", name=op.f("ck_wishes_aim")),
        sa.CheckConstraint("coach_id <> student_id", name=op.f("ck_wishes_own")),
        sa.CheckConstraint("misses >= 0", name=op.f("ck_wishes_misses")),
        *days,
        sa.ForeignKeyConstraint(["student_id"], ["users.id"], name="fk_wishes_student_id"),
        sa.ForeignKeyConstraint(["coach_id"], ["coach_profiles.user_id"], name="fk_wishes_coach_id"),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name="fk_wishes_subject_id"),
        sa.PrimaryKeyConstraint("id", name="pk_wishes"),
        sqlite_strict=True,
    )
    op.create_index("uq_wishes_coach", "wishes", ["coach_id", "student_id"], unique=True, **stands)
    op.create_index("uq_wishes_subject", "wishes", ["subject_id", "student_id"], unique=True, **stands)
    op.create_index("ix_wishes_student", "wishes", ["student_id"])
    op.create_index("ix_wishes_coach", "wishes", ["coach_id"])


def _make_offers() -> None:
    runs = {"postgresql_where": sa.text("ended_at IS NULL"), "sqlite_where": sa.text("ended_at IS NULL")}
    op.create_table(
        "offers",
        sa.Column("id", Whole, nullable=False),
        sa.Column("wish_id", Whole, nullable=False),
        sa.Column("student_id", Whole, nullable=False),
        sa.Column("coach_id", Whole, nullable=False),
        sa.Column("slot_id", Whole, nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("answer IN ('', 'booked', 'declined', 'lapsed', 'over')", name=op.f("ck_offers_answer")),
        sa.CheckConstraint("(answer = '') = (ended_at IS NULL)", name=op.f("ck_offers_ended_at")),
        sa.CheckConstraint("until > made_at", name=op.f("ck_offers_until")),
        sa.ForeignKeyConstraint(["wish_id"], ["wishes.id"], name="fk_offers_wish_id"),
        sa.ForeignKeyConstraint(["student_id"], ["users.id"], name="fk_offers_student_id"),
        sa.ForeignKeyConstraint(["coach_id"], ["coach_profiles.user_id"], name="fk_offers_coach_id"),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name="fk_offers_slot_id"),
        sa.PrimaryKeyConstraint("id", name="pk_offers"),
        sa.UniqueConstraint("slot_id", "student_id", name="uq_offers_slot_student"),
        sqlite_strict=True,
    )
    op.create_index("uq_offers_slot", "offers", ["slot_id"], unique=True, **runs)
    op.create_index("uq_offers_student", "offers", ["student_id"], unique=True, **runs)
    for column in ("wish", "student", "coach"):
        op.create_index(f"ix_offers_{column}", "offers", [f"{column}_id"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("offers")
    op.drop_table("wishes")
    op.drop_column("slots", "reopened_at")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
