"""A draft of notes tells in which windows it was typed, so that nobody is warned of their own words."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Of drafts that are there already nobody knows it."""
    op.add_column("note_drafts", sa.Column("windows", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("note_drafts", "windows")
