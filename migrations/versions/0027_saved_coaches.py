"""Coaches whom students keep in mind, and wait for."""

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0027"
down_revision = "0026"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

TABLES = {"saved_coaches": "saved_at", "slot_alerts": "told_until"}


def upgrade() -> None:
    """Nobody has saved a coach yet."""
    for table, instant in TABLES.items():
        op.create_table(
            table,
            sa.Column("student_id", Whole, nullable=False),
            sa.Column("coach_id", Whole, nullable=False),
            sa.Column(instant, UTCDateTime(), nullable=False),
            sa.CheckConstraint("student_id <> coach_id", name=op.f(f"ck_{table}_own")),
            sa.ForeignKeyConstraint(["student_id"], ["users.id"], name=f"fk_{table}_student_id"),
            sa.ForeignKeyConstraint(["coach_id"], ["coach_profiles.user_id"], name=f"fk_{table}_coach_id"),
            sa.PrimaryKeyConstraint("student_id", "coach_id", name=f"pk_{table}"),
            sqlite_strict=True,
        )
        op.create_index(f"ix_{table}_coach_id", table, ["coach_id"])


def downgrade() -> None:
    """Forget them."""
    for table in TABLES:
        op.drop_table(table)
