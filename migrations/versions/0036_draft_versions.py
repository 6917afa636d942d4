"""A draft of notes tells what its coach saw of the log, so that it replaces nothing that was saved since."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Of drafts that are there already nobody knows what was seen."""
    op.add_column("note_drafts", sa.Column("version", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("note_drafts", "version")
