"""Calendars at Google, beside those by CalDAV."""

from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """All that are connected speak CalDAV."""
    # As plain SQL: SQLite adds a column with its check in place, and copies no table.
    op.execute(
        "ALTER TABLE calendar_connections ADD COLUMN kind TEXT DEFAULT 'caldav' NOT NULL"
        " CONSTRAINT ck_calendar_connections_kind CHECK (kind IN ('caldav', 'google'))"
    )


def downgrade() -> None:
    """Forget those at Google; what lies in them stays there."""
    google = "(SELECT id FROM calendar_connections WHERE kind = 'google')"
    for table in ("calendar_busy_times", "calendar_entries"):
        op.execute(f"DELETE FROM {table} WHERE connection_id IN {google}")
    op.execute("DELETE FROM calendar_connections WHERE kind = 'google'")
    op.execute("ALTER TABLE calendar_connections DROP COLUMN kind")
