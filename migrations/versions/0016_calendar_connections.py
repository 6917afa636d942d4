"""People's own calendars, what is written into them, and when they are busy."""

import sqlalchemy as sa
from alembic import op

from app.db import Flag, JSONDocument, UTCDateTime

revision = "0016"
down_revision = "0015"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

WAITING = sa.text("state = 'waiting'")
CONNECTED = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Add them; nothing is written anywhere until somebody connects a calendar."""
    _add_connections()
    _add_entries()
    op.create_table(
        "calendar_busy_times",
        sa.Column("id", Whole, nullable=False),
        sa.Column("connection_id", Whole, nullable=False),
        sa.Column("user_id", Whole, nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("is_closed", Flag(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_calendar_busy_times_ends_at")),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["calendar_connections.id"], name="fk_calendar_busy_times_connection_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_calendar_busy_times_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_busy_times"),
        sqlite_strict=True,
    )
    op.create_index("ix_calendar_busy_times_connection_id", "calendar_busy_times", ["connection_id"])
    op.create_index("ix_calendar_busy_times_user", "calendar_busy_times", ["user_id", "ends_at"])


def _add_connections() -> None:
    op.create_table(
        "calendar_connections",
        sa.Column("id", Whole, nullable=False),
        sa.Column("user_id", Whole, nullable=False),
        sa.Column("server", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("calendars", JSONDocument(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("busy_calendars", JSONDocument(), nullable=False),
        sa.Column("busy_use", sa.Text(), nullable=False),
        sa.Column("busy_due_at", UTCDateTime(), nullable=False),
        sa.Column("busy_claimed_until", UTCDateTime(), nullable=True),
        sa.Column("reached_at", UTCDateTime(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("failures", Whole, nullable=False),
        sa.Column("paused_until", UTCDateTime(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("length(account) BETWEEN 1 AND 200", name=op.f("ck_calendar_connections_account")),
        sa.CheckConstraint(
            "trouble IN ('', 'no_answer', 'not_let_in', 'gone', 'refused')",
            name=op.f("ck_calendar_connections_trouble"),
        ),
        sa.CheckConstraint("busy_use IN ('ignore', 'warn', 'close')", name=op.f("ck_calendar_connections_busy_use")),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_calendar_connections_failures")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_calendar_connections_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_connections"),
        sqlite_strict=True,
    )
    op.create_index("ix_calendar_connections_user_id", "calendar_connections", ["user_id"])
    op.create_index(
        "uq_calendar_connections_user",
        "calendar_connections",
        ["user_id"],
        unique=True,
        postgresql_where=CONNECTED,
        sqlite_where=CONNECTED,
    )


def _add_entries() -> None:
    op.create_table(
        "calendar_entries",
        sa.Column("id", Whole, nullable=False),
        sa.Column("connection_id", Whole, nullable=False),
        sa.Column("user_id", Whole, nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("call_id", Whole, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("change", Whole, nullable=False),
        sa.Column("attempts", Whole, nullable=False),
        sa.Column("next_attempt_at", UTCDateTime(), nullable=False),
        sa.Column("claimed_until", UTCDateTime(), nullable=True),
        sa.UniqueConstraint("connection_id", "uid", name="uq_calendar_entries_connection_id_uid"),
        sa.CheckConstraint("state IN ('waiting', 'done', 'failed')", name=op.f("ck_calendar_entries_state")),
        sa.CheckConstraint("attempts >= 0 AND change > 0", name=op.f("ck_calendar_entries_attempts")),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["calendar_connections.id"], name="fk_calendar_entries_connection_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_calendar_entries_user_id"),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_calendar_entries_call_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_entries"),
        sqlite_strict=True,
    )
    op.create_index("ix_calendar_entries_user_id", "calendar_entries", ["user_id"])
    op.create_index(
        "ix_calendar_entries_waiting",
        "calendar_entries",
        ["next_attempt_at", "id"],
        postgresql_where=WAITING,
        sqlite_where=WAITING,
    )


def downgrade() -> None:
    """Forget them; what lies in people's calendars stays there."""
    op.drop_table("calendar_busy_times")
    op.drop_table("calendar_entries")
    op.drop_table("calendar_connections")
