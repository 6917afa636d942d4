"""Authenticator apps with their recovery codes, passkeys, and sign-ins that wait for a code."""

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0008"
down_revision = "0007"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Nobody has any of them yet."""
    op.create_table(
        "authenticators",
        sa.Column("user_id", Whole, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("last_step", Whole, nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_authenticators_user_id"),
        sa.PrimaryKeyConstraint("user_id", name="pk_authenticators"),
        sqlite_strict=True,
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", Whole, nullable=False),
        sa.Column("user_id", Whole, nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.CheckConstraint("code_hash LIKE '$argon2id$%'", name=op.f("ck_recovery_codes_hashed")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["authenticators.user_id"], name="fk_recovery_codes_user_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_codes"),
        sqlite_strict=True,
    )
    op.create_index("ix_recovery_codes_user_id", "recovery_codes", ["user_id"])
    op.create_table(
        "pending_sign_ins",
        sa.Column("id", Whole, nullable=False),
        sa.Column("user_id", Whole, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("tries", Whole, nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_pending_sign_ins_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pending_sign_ins"),
        sa.UniqueConstraint("token_hash", name="uq_pending_sign_ins_token_hash"),
        sqlite_strict=True,
    )
    op.create_index("ix_pending_sign_ins_user_id", "pending_sign_ins", ["user_id"])
    op.create_table(
        "passkeys",
        sa.Column("id", Whole, nullable=False),
        sa.Column("user_id", Whole, nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", Whole, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 60", name=op.f("ck_passkeys_name")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_passkeys_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_passkeys"),
        sa.UniqueConstraint("credential_id", name="uq_passkeys_credential_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_passkeys_user_id", "passkeys", ["user_id"])
    op.create_table(
        "spent_challenges",
        sa.Column("challenge_hash", sa.Text(), nullable=False),
        sa.Column("spent_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("challenge_hash", name="pk_spent_challenges"),
        sqlite_strict=True,
    )
    op.create_index("ix_spent_challenges_spent_at", "spent_challenges", ["spent_at"])


def downgrade() -> None:
    """Forget them: whoever had a second factor signs in with the password alone."""
    for table in ("spent_challenges", "passkeys", "pending_sign_ins", "recovery_codes", "authenticators"):
        op.drop_table(table)
