"""Chat, and word of every change to whoever listens."""

import sqlalchemy as sa
from alembic import op

from app.db import Flag, UTCDateTime

revision = "0017"
down_revision = "0016"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# What changes a call or a slot is in the audit; a listener on PostgreSQL hears of it at the commit. On SQLite, whoever
# wants to know looks.
TELL = """CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_notify('coachbook', CASE TG_TABLE_NAME
            WHEN 'messages' THEN 'conversation:' || (to_jsonb(NEW) ->> 'conversation_id')
            ELSE (to_jsonb(NEW) ->> 'object_kind') || ':' || (to_jsonb(NEW) ->> 'object_id') END);
        RETURN NULL;
    END $$"""
TRIGGERS = (
    "CREATE TRIGGER messages_tell AFTER INSERT ON messages FOR EACH ROW EXECUTE FUNCTION tell()",
    """CREATE TRIGGER audit_entries_tell AFTER INSERT ON audit_entries FOR EACH ROW
        WHEN (NEW.object_kind IN ('call', 'slot')) EXECUTE FUNCTION tell()""",
)


def upgrade() -> None:
    """Nobody has written yet."""
    op.create_table(
        "conversations",
        sa.Column("id", Whole, nullable=False),
        sa.Column("coach_id", Whole, nullable=False),
        sa.Column("student_id", Whole, nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("last_at", UTCDateTime(), nullable=False),
        sa.Column("last_number", Whole, nullable=False),
        sa.Column("coach_read", Whole, nullable=False),
        sa.Column("student_read", Whole, nullable=False),
        sa.Column("coach_blocks", Flag(), nullable=False),
        sa.Column("student_blocks", Flag(), nullable=False),
        sa.CheckConstraint("student_id <> coach_id", name=op.f("ck_conversations_two_people")),
        sa.CheckConstraint("coach_read BETWEEN 0 AND last_number", name=op.f("ck_conversations_coach_read")),
        sa.CheckConstraint("student_read BETWEEN 0 AND last_number", name=op.f("ck_conversations_student_read")),
        sa.ForeignKeyConstraint(["coach_id"], ["coach_profiles.user_id"], name="fk_conversations_coach_id"),
        sa.ForeignKeyConstraint(["student_id"], ["users.id"], name="fk_conversations_student_id"),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
        sa.UniqueConstraint("coach_id", "student_id", name="uq_conversations_pair"),
        sqlite_strict=True,
    )
    op.create_index("ix_conversations_coach", "conversations", ["coach_id", "last_at", "id"])
    op.create_index("ix_conversations_student", "conversations", ["student_id", "last_at", "id"])
    op.create_table(
        "messages",
        sa.Column("conversation_id", Whole, nullable=False),
        sa.Column("number", Whole, nullable=False),
        sa.Column("from_coach", Flag(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("length(body) <= 4000", name=op.f("ck_messages_body")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_messages_number")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name="fk_messages_conversation_id"),
        sa.PrimaryKeyConstraint("conversation_id", "number", name="pk_messages"),
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in (TELL, *TRIGGERS):
            op.execute(statement)


def downgrade() -> None:
    """Forget what was written."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_entries_tell ON audit_entries")
    op.drop_table("messages")
    op.drop_table("conversations")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION tell")
