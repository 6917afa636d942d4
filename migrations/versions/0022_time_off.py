"""Stretches of time in which a coach takes no calls."""

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0022"
down_revision = "0021"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

IS_OFF = """EXISTS (
    SELECT 1 FROM time_off WHERE coach_id = NEW.coach_id AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at)"""

SQLITE = tuple(
    f"CREATE TRIGGER {rule}_{event.split()[0].lower()} BEFORE {event} ON {table} WHEN {broken}"
    f" BEGIN SELECT RAISE(ABORT, '{rule}'); END"
    for rule, table, event, broken in (
        ("calls_coach_off", "calls", "INSERT", IS_OFF),
        ("calls_coach_off", "calls", "UPDATE OF slot_id", f"NEW.slot_id <> OLD.slot_id AND {IS_OFF}"),
        ("slots_coach_off", "slots", "INSERT", f"NEW.status <> 'withdrawn' AND {IS_OFF}"),
    )
)
POSTGRESQL = (
    f"""CREATE FUNCTION coach_off() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {IS_OFF} THEN
            PERFORM refuse(TG_TABLE_NAME || '_coach_off');
        END IF;
        RETURN NEW;
    END $$""",
    "CREATE TRIGGER calls_coach_off BEFORE INSERT ON calls FOR EACH ROW EXECUTE FUNCTION coach_off()",
    """CREATE TRIGGER calls_coach_off_moved BEFORE UPDATE OF slot_id ON calls
    FOR EACH ROW WHEN (NEW.slot_id <> OLD.slot_id) EXECUTE FUNCTION coach_off()""",
    """CREATE TRIGGER slots_coach_off BEFORE INSERT ON slots
    FOR EACH ROW WHEN (NEW.status <> 'withdrawn') EXECUTE FUNCTION coach_off()""",
)


def upgrade() -> None:
    """Nobody is off yet."""
    op.create_table(
        "time_off",
        sa.Column("id", Whole, nullable=False),
        sa.Column("coach_id", Whole, nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_time_off_order")),
        sa.ForeignKeyConstraint(["coach_id"], ["coach_profiles.user_id"], name="fk_time_off_coach_id"),
        sa.PrimaryKeyConstraint("id", name="pk_time_off"),
        sqlite_strict=True,
    )
    op.create_index("ix_time_off_coach", "time_off", ["coach_id", "ends_at"])
    for statement in SQLITE if _is_sqlite() else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Everybody is back."""
    if _is_sqlite():
        for trigger in ("calls_coach_off_insert", "calls_coach_off_update", "slots_coach_off_insert"):
            op.execute(f"DROP TRIGGER {trigger}")
    else:
        op.execute("DROP FUNCTION coach_off CASCADE")
    op.drop_table("time_off")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
