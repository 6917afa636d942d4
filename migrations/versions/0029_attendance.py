"""What students say of who came to a call, and what was found."""

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0029"
down_revision = "0028"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Nobody has said anything yet."""
    op.create_table(
        "attendance",
        sa.Column("call_id", Whole, autoincrement=False, nullable=False),
        sa.Column("coach_id", Whole, nullable=False),
        sa.Column("student_id", Whole, nullable=False),
        sa.Column("claim", sa.Text(), nullable=True),
        sa.Column("said_at", UTCDateTime(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("settled_by_id", Whole, nullable=True),
        sa.Column("settled_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("claim IN ('coach_missed', 'came')", name=op.f("ck_attendance_claim")),
        sa.CheckConstraint("finding IN ('completed', 'no_show', 'coach_missed')", name=op.f("ck_attendance_finding")),
        sa.CheckConstraint("(claim IS NULL) = (said_at IS NULL)", name=op.f("ck_attendance_said_at")),
        sa.CheckConstraint("(finding IS NULL) = (settled_at IS NULL)", name=op.f("ck_attendance_settled_at")),
        sa.CheckConstraint("said_at IS NOT NULL OR settled_at IS NOT NULL", name=op.f("ck_attendance_says_something")),
        sa.CheckConstraint("settled_by_id IS NULL OR finding = 'coach_missed'", name=op.f("ck_attendance_settled_by")),
        sa.ForeignKeyConstraint(
            ["call_id", "coach_id", "student_id"],
            ["calls.id", "calls.coach_id", "calls.student_id"],
            name="fk_attendance_parties",
        ),
        sa.ForeignKeyConstraint(["settled_by_id"], ["users.id"], name="fk_attendance_settled_by_id"),
        sa.PrimaryKeyConstraint("call_id", name="pk_attendance"),
        sqlite_strict=True,
    )
    is_unsettled = sa.text("settled_at IS NULL")
    op.create_index(
        "ix_attendance_unsettled", "attendance", ["said_at"],
        postgresql_where=is_unsettled, sqlite_where=is_unsettled,
    )  # fmt: skip


def downgrade() -> None:
    """Forget what was said."""
    op.drop_table("attendance")
