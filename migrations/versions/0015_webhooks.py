"""Webhooks, and what was told them."""

import sqlalchemy as sa
from alembic import op

from app.db import JSONDocument, UTCDateTime

revision = "0015"
down_revision = "0014"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Add both; nobody is told anything until they say where."""
    op.create_table(
        "webhooks",
        sa.Column("id", Whole, nullable=False),
        sa.Column("user_id", Whole, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("failures", Whole, nullable=False),
        sa.Column("failing_since", UTCDateTime(), nullable=True),
        sa.Column("paused_until", UTCDateTime(), nullable=True),
        sa.Column("disabled_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("length(url) BETWEEN 1 AND 2000", name=op.f("ck_webhooks_url")),
        sa.CheckConstraint("length(events) > 0", name=op.f("ck_webhooks_events")),
        sa.CheckConstraint(
            "(failures = 0) = (failing_since IS NULL) AND failures >= 0", name=op.f("ck_webhooks_failures")
        ),
        sa.CheckConstraint("disabled_at IS NULL OR failures > 0", name=op.f("ck_webhooks_disabled_at")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_webhooks_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
        sqlite_strict=True,
    )
    op.create_index("ix_webhooks_user_id", "webhooks", ["user_id"])
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", Whole, nullable=False),
        sa.Column("webhook_id", Whole, nullable=False),
        sa.Column("user_id", Whole, nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("payload", JSONDocument(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", Whole, nullable=False),
        sa.Column("claimed_until", UTCDateTime(), nullable=True),
        sa.Column("tried_at", UTCDateTime(), nullable=True),
        sa.Column("last_status", Whole, nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.UniqueConstraint("webhook_id", "event_id", name="uq_webhook_deliveries_webhook_id_event_id"),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name=op.f("ck_webhook_deliveries_state")),
        sa.CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name=op.f("ck_webhook_deliveries_ended_at")),
        sa.CheckConstraint(
            "claimed_until IS NULL OR state = 'waiting'", name=op.f("ck_webhook_deliveries_claimed_until")
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_webhook_deliveries_attempts")),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name="fk_webhook_deliveries_webhook_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_webhook_deliveries_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_deliveries"),
        sqlite_strict=True,
    )
    op.create_index("ix_webhook_deliveries_user_id", "webhook_deliveries", ["user_id"])
    op.create_index("ix_webhook_deliveries_webhook", "webhook_deliveries", ["webhook_id", "id"])
    op.create_index(
        "ix_webhook_deliveries_waiting",
        "webhook_deliveries",
        ["webhook_id", "id"],
        postgresql_where=WAITING,
        sqlite_where=WAITING,
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("webhook_deliveries")
    op.drop_table("webhooks")
