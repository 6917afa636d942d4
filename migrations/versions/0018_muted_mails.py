"""Mails that people do not want."""

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0018"
down_revision = "0017"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add them; everybody gets everything until they say otherwise."""
    op.create_table(
        "muted_mails",
        sa.Column("user_id", Whole, nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("muted_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("length(sort) > 0", name=op.f("ck_muted_mails_sort")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_muted_mails_user_id"),
        sa.PrimaryKeyConstraint("user_id", "sort", name="pk_muted_mails"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("muted_mails")
