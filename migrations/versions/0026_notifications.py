"""When people saw what they were told of."""

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Add it; what was told before is nothing new to anybody."""
    op.add_column("outbox_messages", sa.Column("read_at", UTCDateTime()))
    op.execute("UPDATE outbox_messages SET read_at = created_at")


def downgrade() -> None:
    """Forget it."""
    op.drop_column("outbox_messages", "read_at")
