"""The index of open slots names their coaches, so that a list of coaches need not read the slots themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"

OPEN = sa.text("status = 'open'")


def upgrade() -> None:
    """Let who looks for coaches by day or hour read the index alone."""
    _replace("ix_slots_open", "ix_slots_soonest", "starts_at", "id", "coach_id")


def downgrade() -> None:
    """Go back to the index that tells when, and not whose."""
    _replace("ix_slots_soonest", "ix_slots_open", "starts_at", "id")


def _replace(old: str, new: str, *columns: str) -> None:
    # On PostgreSQL people book meanwhile: there is one of them at any moment, and nobody waits for it.
    with op.get_context().autocommit_block():
        # An attempt that was broken off leaves an index that is not used.
        op.drop_index(new, "slots", if_exists=True, postgresql_concurrently=True)
        op.create_index(
            new, "slots", [*columns], postgresql_where=OPEN, sqlite_where=OPEN, postgresql_concurrently=True
        )
        op.drop_index(old, "slots", if_exists=True, postgresql_concurrently=True)
