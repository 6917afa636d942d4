"""Which request, or which run of a command, an audit entry belongs to."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the id; what was done before this has none."""
    # As plain SQL: SQLite adds a column, and copies no table, which would lose triggers.
    op.execute("ALTER TABLE audit_entries ADD COLUMN request_id TEXT DEFAULT '' NOT NULL")


def downgrade() -> None:
    """Forget it."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_column("audit_entries", "request_id")
    else:
        op.execute("ALTER TABLE audit_entries DROP COLUMN request_id")
