"""Times that coaches offer every week, and which slots came of them."""

import sqlalchemy as sa
from alembic import op

from app.db import PlainDate, UTCDateTime

revision = "0024"
down_revision = "0023"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Nobody has rules yet; of no slot is known that it came of one."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    calendar = sa.CheckConstraint(
        "first_on IS date(first_on) AND last_on IS date(last_on)", name=op.f("ck_weekly_rules_calendar")
    )
    op.create_table(
        "weekly_rules",
        sa.Column("id", Whole, nullable=False),
        sa.Column("coach_id", Whole, nullable=False),
        sa.Column("weekdays", sa.Text(), nullable=False),
        sa.Column("times", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("first_on", PlainDate(), nullable=False),
        sa.Column("last_on", PlainDate(), nullable=True),
        sa.Column("weeks_ahead", Whole, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("paused_at", UTCDateTime(), nullable=True),
        sa.Column("deleted_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("length(weekdays) BETWEEN 1 AND 7", name=op.f("ck_weekly_rules_weekdays")),
        sa.CheckConstraint("length(times) >= 5", name=op.f("ck_weekly_rules_times")),
        sa.CheckConstraint("weeks_ahead BETWEEN 1 AND 26", name=op.f("ck_weekly_rules_weeks_ahead")),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_weekly_rules_days")),
        sa.ForeignKeyConstraint(["coach_id"], ["coach_profiles.user_id"], name="fk_weekly_rules_coach_id"),
        sa.PrimaryKeyConstraint("id", name="pk_weekly_rules"),
        *([calendar] if is_sqlite else []),
        sqlite_strict=True,
    )
    op.create_index("ix_weekly_rules_coach", "weekly_rules", ["coach_id"])
    # As plain SQL: SQLite adds a column with its reference in place, and copies no table, which would lose triggers.
    kind = "INTEGER" if is_sqlite else "BIGINT"
    op.execute(f"ALTER TABLE slots ADD COLUMN rule_id {kind} CONSTRAINT fk_slots_rule_id REFERENCES weekly_rules (id)")
    known = sa.text("rule_id IS NOT NULL")
    op.create_index("ix_slots_rule", "slots", ["rule_id"], postgresql_where=known, sqlite_where=known)


def downgrade() -> None:
    """Forget them; their slots stay."""
    op.drop_index("ix_slots_rule", "slots")
    op.execute("ALTER TABLE slots DROP COLUMN rule_id")
    op.drop_table("weekly_rules")
