"""What people say of themselves: the country of a phone, how a coach works, a photo."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Nobody has said anything yet: the coach calls, rests as little and is booked as late as the programme allows."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    whole, flag, no = ("INTEGER", "INTEGER", "0") if is_sqlite else ("BIGINT", "BOOLEAN", "false")
    # As plain SQL: SQLite adds a column with its check in place, and copies no table, which would lose triggers.
    op.execute(
        "ALTER TABLE users ADD COLUMN phone_region TEXT DEFAULT '' NOT NULL CONSTRAINT ck_users_phone_region"
        " CHECK (length(phone_region) IN (0, 2) AND phone_region = upper(phone_region))"
    )
    for column in (
        f"is_online {flag} DEFAULT {no} NOT NULL",
        f"uses_whatsapp {flag} DEFAULT {no} NOT NULL",
        "caller TEXT DEFAULT 'coach' NOT NULL"
        " CONSTRAINT ck_coach_profiles_caller CHECK (caller IN ('coach', 'student'))",
        f"buffer_minutes {whole} DEFAULT 0 NOT NULL"
        " CONSTRAINT ck_coach_profiles_buffer CHECK (buffer_minutes BETWEEN 0 AND 240)",
        f"notice_minutes {whole} DEFAULT 0 NOT NULL"
        " CONSTRAINT ck_coach_profiles_notice CHECK (notice_minutes BETWEEN 0 AND 20160)",
        "photo TEXT DEFAULT '' NOT NULL",
    ):
        op.execute(f"ALTER TABLE coach_profiles ADD COLUMN {column}")
    op.create_table(
        "photos",
        sa.Column("coach_id", Whole, nullable=False),
        sa.Column("pixels", Whole, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("pixels IN (96, 192, 384)", name=op.f("ck_photos_pixels")),
        sa.CheckConstraint("length(content) BETWEEN 1 AND 200000", name=op.f("ck_photos_content")),
        sa.ForeignKeyConstraint(["coach_id"], ["coach_profiles.user_id"], name="fk_photos_coach_id"),
        sa.PrimaryKeyConstraint("coach_id", "pixels", name="pk_photos"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("photos")
    for column in ("photo", "notice_minutes", "buffer_minutes", "caller", "uses_whatsapp", "is_online"):
        op.execute(f"ALTER TABLE coach_profiles DROP COLUMN {column}")
    op.execute("ALTER TABLE users DROP COLUMN phone_region")
