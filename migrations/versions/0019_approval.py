"""Requests: a coach may ask to approve each booking."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Nobody asks for that yet: all calls are booked at once."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    flag, instant, no = ("INTEGER", "INTEGER", "0") if is_sqlite else ("BOOLEAN", "TIMESTAMP WITH TIME ZONE", "false")
    # As plain SQL: SQLite adds a column with its check in place, and copies no table, which would lose triggers.
    for table, column in (
        ("coach_profiles", f"approves {flag} DEFAULT {no} NOT NULL"),
        ("calls", f"confirmed_at {instant}"),
        (
            "calls",
            f"answer_by {instant}"
            " CONSTRAINT ck_calls_answer_by CHECK (status <> 'pending' OR (answer_by IS NOT NULL AND confirmed_at IS"
            " NULL)) CONSTRAINT ck_calls_confirmed_in_time CHECK (confirmed_at <= answer_by)",
        ),
    ):
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    op.execute("CREATE INDEX ix_calls_requests ON calls (answer_by) WHERE status = 'pending'")


def downgrade() -> None:
    """Forget until when requests are answered; those that wait stay."""
    op.execute("DROP INDEX ix_calls_requests")
    for table, column in (("calls", "answer_by"), ("calls", "confirmed_at"), ("coach_profiles", "approves")):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
