"""Sessions that can be ended, limits that all processes share, and mails to be sent."""

import sqlalchemy as sa
from alembic import op

from app.db import JSONDocument, UTCDateTime

revision = "0006"
down_revision = "0005"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Whoever is signed in signs in once more: until now a session was a part of the account."""
    op.execute("ALTER TABLE users RENAME COLUMN session_token TO stamp")
    op.create_table(
        "sign_ins",
        sa.Column("id", Whole, nullable=False),
        sa.Column("user_id", Whole, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("proved_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sign_ins_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_ins"),
        sa.UniqueConstraint("token_hash", name="uq_sign_ins_token_hash"),
        sqlite_strict=True,
    )
    op.create_index("ix_sign_ins_user_id", "sign_ins", ["user_id"])
    op.create_table(
        "rate_hits",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("hits", Whole, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_rate_hits"),
        sqlite_strict=True,
    )
    op.create_index("ix_rate_hits_since", "rate_hits", ["since"])
    op.create_table(
        "outbox_messages",
        sa.Column("id", Whole, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("user_id", Whole, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("payload", JSONDocument(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("address LIKE '%_@_%'", name=op.f("ck_outbox_messages_address")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_outbox_messages_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_messages"),
        sqlite_strict=True,
    )
    op.create_index("ix_outbox_messages_user_id", "outbox_messages", ["user_id"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("outbox_messages")
    op.drop_table("rate_hits")
    op.drop_table("sign_ins")
    op.execute("ALTER TABLE users RENAME COLUMN stamp TO session_token")
