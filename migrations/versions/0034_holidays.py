"""Days in which weekly rules open nothing."""

import sqlalchemy as sa
from alembic import op

from app.db import PlainDate

revision = "0034"
down_revision = "0033"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """There are none yet."""
    calendar = sa.CheckConstraint(
        "first_day IS date(first_day) AND last_day IS date(last_day)", name=op.f("ck_holidays_calendar")
    )
    op.create_table(
        "holidays",
        sa.Column("id", Whole, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first_day", PlainDate(), nullable=False),
        sa.Column("last_day", PlainDate(), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_holidays_name")),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_holidays_days")),
        sa.PrimaryKeyConstraint("id", name="pk_holidays"),
        sa.UniqueConstraint("first_day", "last_day", "name", name="uq_holidays_days"),
        *([calendar] if op.get_bind().dialect.name == "sqlite" else []),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("holidays")
