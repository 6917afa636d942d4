"""Private calendar addresses, and calls by when they begin."""

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0014"
down_revision = "0013"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add both; nobody has an address until they make one."""
    op.create_table(
        "calendar_feeds",
        sa.Column("user_id", Whole, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("length(token_hash) = 64", name=op.f("ck_calendar_feeds_token_hash")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_calendar_feeds_user_id"),
        sa.PrimaryKeyConstraint("user_id", name="pk_calendar_feeds"),
        sa.UniqueConstraint("token_hash", name="uq_calendar_feeds_token_hash"),
        sqlite_strict=True,
    )
    op.create_index("ix_calls_start", "calls", ["starts_at"])


def downgrade() -> None:
    """Forget them."""
    op.drop_index("ix_calls_start", "calls")
    op.drop_table("calendar_feeds")
