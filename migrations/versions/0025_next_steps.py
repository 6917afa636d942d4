"""What was agreed for next time, who else may see it, and notes that are not saved yet."""

import sqlalchemy as sa
from alembic import op

from app.db import Flag, UTCDateTime

revision = "0025"
down_revision = "0024"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PARTIES = ["call_id", "coach_id", "student_id"], ["calls.id", "calls.coach_id", "calls.student_id"]


def upgrade() -> None:
    """Nothing has been agreed yet, and nobody lets other coaches see it."""
    op.add_column("users", sa.Column("shares_steps", Flag(), server_default=sa.false(), nullable=False))
    op.create_table(
        "next_steps",
        sa.Column("id", Whole, nullable=False),
        sa.Column("call_id", Whole, nullable=False),
        sa.Column("coach_id", Whole, nullable=False),
        sa.Column("student_id", Whole, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("agreed_at", UTCDateTime(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("length(body) BETWEEN 1 AND 200", name=op.f("ck_next_steps_body")),
        sa.CheckConstraint("done_at >= agreed_at", name=op.f("ck_next_steps_done_at")),
        sa.ForeignKeyConstraint(*PARTIES, name="fk_next_steps_parties"),
        sa.PrimaryKeyConstraint("id", name="pk_next_steps"),
        sqlite_strict=True,
    )
    op.create_index("ix_next_steps_student", "next_steps", ["student_id", "coach_id"])
    op.create_table(
        "note_drafts",
        sa.Column("call_id", Whole, autoincrement=False, nullable=False),
        sa.Column("coach_id", Whole, nullable=False),
        sa.Column("student_id", Whole, nullable=False),
        sa.Column("private_note", sa.Text(), nullable=False),
        sa.Column("shared_note", sa.Text(), nullable=False),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(*PARTIES, name="fk_note_drafts_parties"),
        sa.PrimaryKeyConstraint("call_id", name="pk_note_drafts"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_table("note_drafts")
    op.drop_table("next_steps")
    op.drop_column("users", "shares_steps")
