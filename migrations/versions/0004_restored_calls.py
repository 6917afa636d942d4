"""Which cancelled call a booking brings back."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the link; a cancellation is undone once at the most."""
    # As plain SQL: SQLite adds a column with its reference in place, and copies no table, which would lose triggers.
    kind = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(f"ALTER TABLE calls ADD COLUMN restores_id {kind} CONSTRAINT fk_calls_restores_id REFERENCES calls (id)")
    op.create_index("uq_calls_restores", "calls", ["restores_id"], unique=True)


def downgrade() -> None:
    """Forget it."""
    op.drop_index("uq_calls_restores", "calls")
    op.execute("ALTER TABLE calls DROP COLUMN restores_id")
