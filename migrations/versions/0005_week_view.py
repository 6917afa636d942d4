"""How a week is shown: its first day to anybody, and the hour a coach's day starts with."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the two choices; weeks start on Monday and days at 8 until somebody says otherwise."""
    # As plain SQL: SQLite adds a column with its check in place, and copies no table, which would lose triggers.
    op.execute(
        "ALTER TABLE users ADD COLUMN week_start TEXT DEFAULT 'monday' NOT NULL"
        " CONSTRAINT ck_users_week_start CHECK (week_start IN ('monday', 'sunday'))"
    )
    kind = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(
        f"ALTER TABLE coach_profiles ADD COLUMN day_start_minutes {kind} DEFAULT 480 NOT NULL"
        " CONSTRAINT ck_coach_profiles_day_start"
        " CHECK (day_start_minutes BETWEEN 300 AND 720 AND day_start_minutes % 30 = 0)"
    )


def downgrade() -> None:
    """Forget them."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_column("coach_profiles", "day_start_minutes")
        op.drop_column("users", "week_start")
    else:
        op.execute("ALTER TABLE coach_profiles DROP COLUMN day_start_minutes")
        op.execute("ALTER TABLE users DROP COLUMN week_start")
