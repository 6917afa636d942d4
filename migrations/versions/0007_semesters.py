"""Semesters, which do not overlap."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from app.db import PlainDate

revision = "0007"
down_revision = "0006"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# On SQLite, where no constraint can say it; days are text there, in the order of the days.
NO_OVERLAP = """CREATE TRIGGER semesters_no_overlap_{name} BEFORE {event} ON semesters
WHEN EXISTS (
    SELECT 1 FROM semesters AS other
    WHERE other.id IS NOT NEW.id AND other.first_day <= NEW.last_day AND other.last_day >= NEW.first_day)
BEGIN SELECT RAISE(ABORT, 'semesters_no_overlap'); END"""


def upgrade() -> None:
    """Until somebody defines a semester, slots are free of them."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    calendar = sa.CheckConstraint(
        "first_day IS date(first_day) AND last_day IS date(last_day)", name=op.f("ck_semesters_calendar")
    )
    no_overlap = ExcludeConstraint(
        (sa.text("daterange(first_day, last_day, '[]')"), "&&"), using="gist", name="semesters_no_overlap"
    )
    op.create_table(
        "semesters",
        sa.Column("id", Whole, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("first_day", PlainDate(), nullable=False),
        sa.Column("last_day", PlainDate(), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_semesters_name")),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_semesters_days")),
        sa.PrimaryKeyConstraint("id", name="pk_semesters"),
        sa.UniqueConstraint("key", name="uq_semesters_key"),
        calendar if is_sqlite else no_overlap,
        sqlite_strict=True,
    )
    if is_sqlite:
        for name, event in (("insert", "INSERT"), ("update", "UPDATE OF first_day, last_day")):
            op.execute(NO_OVERLAP.format(name=name, event=event))


def downgrade() -> None:
    """Forget them."""
    op.drop_table("semesters")
