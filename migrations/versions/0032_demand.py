"""What was wanted and not had, counted by day."""

import sqlalchemy as sa
from alembic import op

from app.db import PlainDate

revision = "0032"
down_revision = "0031"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Nothing was counted yet."""
    calendar = sa.CheckConstraint("day IS date(day)", name=op.f("ck_demand_counts_calendar"))
    op.create_table(
        "demand_counts",
        sa.Column("day", PlainDate(), nullable=False),
        sa.Column("want", sa.Text(), nullable=False),
        sa.Column("axis", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("times", Whole, nullable=False),
        sa.CheckConstraint("want IN ('empty_search', 'lost_race')", name=op.f("ck_demand_counts_want")),
        sa.CheckConstraint("axis IN ('weekday', 'time', 'subject')", name=op.f("ck_demand_counts_axis")),
        sa.CheckConstraint("times > 0", name=op.f("ck_demand_counts_times")),
        sa.PrimaryKeyConstraint("day", "want", "axis", "value", name="pk_demand_counts"),
        *([calendar] if op.get_bind().dialect.name == "sqlite" else []),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Forget what was counted."""
    op.drop_table("demand_counts")
