"""Whether Enter sends a message."""

import sqlalchemy as sa
from alembic import op

from app.db import Flag

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """It does, as it did."""
    op.add_column("users", sa.Column("enter_sends", Flag(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    """It does for everybody."""
    op.drop_column("users", "enter_sends")
