"""How a person wants times and pages to look."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

COLUMNS = {"hour_cycle": ("", "h12", "h23"), "theme": ("", "light", "dark")}


def upgrade() -> None:
    """Add the two choices; empty is "as my language has it" and "as my device has it"."""
    for name, choices in COLUMNS.items():
        allowed = ", ".join(f"'{choice}'" for choice in choices)
        # As plain SQL: SQLite adds a column with its check in place, and copies no table, which would lose triggers.
        op.execute(
            f"ALTER TABLE users ADD COLUMN {name} TEXT DEFAULT '' NOT NULL"
            f" CONSTRAINT ck_users_{name} CHECK ({name} IN ({allowed}))"
        )


def downgrade() -> None:
    """Forget them."""
    for name in COLUMNS:
        if op.get_bind().dialect.name == "postgresql":
            op.drop_column("users", name)
        else:
            op.execute(sa.text(f"ALTER TABLE users DROP COLUMN {name}"))
