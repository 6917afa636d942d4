"""What followed when students missed calls."""

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0031"
down_revision = "0030"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Nobody was told anything yet."""
    op.create_table(
        "no_show_notices",
        sa.Column("call_id", Whole, autoincrement=False, nullable=False),
        sa.Column("student_id", Whole, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("told_at", UTCDateTime(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=True),
        sa.Column("lifted_at", UTCDateTime(), nullable=True),
        sa.Column("lifted_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('warning', 'pause')", name=op.f("ck_no_show_notices_kind")),
        sa.CheckConstraint("(kind = 'pause') = (until IS NOT NULL)", name=op.f("ck_no_show_notices_until")),
        sa.CheckConstraint("until > told_at", name=op.f("ck_no_show_notices_lasts")),
        sa.CheckConstraint("lifted_reason = '' OR lifted_at IS NOT NULL", name=op.f("ck_no_show_notices_lifted")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_no_show_notices_call_id"),
        sa.ForeignKeyConstraint(["student_id"], ["users.id"], name="fk_no_show_notices_student_id"),
        sa.PrimaryKeyConstraint("call_id", name="pk_no_show_notices"),
        sqlite_strict=True,
    )
    op.create_index("ix_no_show_notices_student", "no_show_notices", ["student_id", "told_at"])


def downgrade() -> None:
    """Forget what followed."""
    op.drop_table("no_show_notices")
