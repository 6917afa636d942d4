"""What becomes of a mail, and who sends it."""

import sqlalchemy as sa
from alembic import op

from app.db import JSONDocument, UTCDateTime

revision = "0011"
down_revision = "0010"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Begin anew: no mail of before was ever sent, and the links in them have ended."""
    op.drop_table("outbox_messages")
    _make_outbox(
        sa.Column("dedup_key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("next_attempt_at", UTCDateTime(), nullable=False),
        sa.Column("attempts", Whole, nullable=False),
        sa.Column("claimed_until", UTCDateTime(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.UniqueConstraint("dedup_key", name="uq_outbox_messages_dedup_key"),
        sa.CheckConstraint("length(dedup_key) > 0", name=op.f("ck_outbox_messages_dedup_key")),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'kept', 'failed', 'skipped')", name=op.f("ck_outbox_messages_state")
        ),
        sa.CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name=op.f("ck_outbox_messages_ended_at")),
        sa.CheckConstraint("claimed_until IS NULL OR state = 'waiting'", name=op.f("ck_outbox_messages_claimed_until")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outbox_messages_attempts")),
    )
    op.create_index(
        "ix_outbox_messages_waiting",
        "outbox_messages",
        ["due_at", "id"],
        postgresql_where=WAITING,
        sqlite_where=WAITING,
    )
    op.create_table(
        "worker_beats",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_worker_beats"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Forget all of it."""
    op.drop_table("worker_beats")
    op.drop_table("outbox_messages")
    _make_outbox()


def _make_outbox(*more: sa.Column | sa.Constraint) -> None:
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
        *more,
        sqlite_strict=True,
    )
    op.create_index("ix_outbox_messages_user_id", "outbox_messages", ["user_id"])
