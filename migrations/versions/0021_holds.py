"""Slots that are held for one student for a while."""

import sqlalchemy as sa
from alembic import op

from app.db import UTCDateTime

revision = "0021"
down_revision = "0020"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# A hold binds the booking of an instant: the one that the call says of itself.
IS_HELD = """EXISTS (
    SELECT 1 FROM holds WHERE slot_id = NEW.slot_id AND student_id <> NEW.student_id
    AND until > coalesce(NEW.moved_at, NEW.booked_at))"""
# Of several slots that are held for one cancelled call, its student takes one.
LET_GO = """DELETE FROM holds WHERE call_id IN (
    SELECT call_id FROM holds WHERE slot_id = NEW.slot_id AND student_id = NEW.student_id);"""
IS_NOT_OPEN = "NOT EXISTS (SELECT 1 FROM slots WHERE id = NEW.slot_id AND status = 'open')"

SQLITE = (
    *(
        f"CREATE TRIGGER {rule}_{event.split()[0].lower()} BEFORE {event} ON {table} WHEN {broken}"
        f" BEGIN SELECT RAISE(ABORT, '{rule}'); END"
        for rule, table, broken, events in (
            ("calls_slot_held", "calls", IS_HELD, ("INSERT", "UPDATE OF slot_id")),
            ("holds_slot_open", "holds", IS_NOT_OPEN, ("INSERT", "UPDATE OF slot_id")),
        )
        for event in events
    ),
    f"CREATE TRIGGER calls_take_hold BEFORE INSERT ON calls BEGIN {LET_GO} END",
    """CREATE TRIGGER slots_end_hold AFTER UPDATE OF status ON slots WHEN NEW.status <> 'open' BEGIN
        DELETE FROM holds WHERE slot_id = NEW.id;
    END""",
)

# Both lock the slot first: of a booking and a hold at the same moment, the second sees what the first did.
POSTGRESQL = (
    f"""CREATE FUNCTION calls_held() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM slots WHERE id = NEW.slot_id FOR NO KEY UPDATE;
        IF {IS_HELD} THEN
            PERFORM refuse('calls_slot_held');
        END IF;
        IF TG_OP = 'INSERT' THEN
            {LET_GO}
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER calls_held BEFORE INSERT OR UPDATE OF slot_id ON calls
    FOR EACH ROW EXECUTE FUNCTION calls_held()""",
    f"""CREATE FUNCTION holds_check() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM slots WHERE id = NEW.slot_id FOR NO KEY UPDATE;
        IF {IS_NOT_OPEN} THEN
            PERFORM refuse('holds_slot_open');
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER holds_check BEFORE INSERT OR UPDATE OF slot_id ON holds
    FOR EACH ROW EXECUTE FUNCTION holds_check()""",
    """CREATE FUNCTION slots_end_hold() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM holds WHERE slot_id = NEW.id;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER slots_end_hold AFTER UPDATE OF status ON slots
    FOR EACH ROW WHEN (NEW.status <> 'open') EXECUTE FUNCTION slots_end_hold()""",
)


def upgrade() -> None:
    """Nothing is held yet."""
    op.create_table(
        "holds",
        sa.Column("id", Whole, nullable=False),
        sa.Column("slot_id", Whole, nullable=False),
        sa.Column("student_id", Whole, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("call_id", Whole, nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.CheckConstraint("reason IN ('alternative', 'waitlist')", name=op.f("ck_holds_reason")),
        sa.CheckConstraint("until > created_at", name=op.f("ck_holds_until")),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name="fk_holds_slot_id"),
        sa.ForeignKeyConstraint(["student_id"], ["users.id"], name="fk_holds_student_id"),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_holds_call_id"),
        sa.PrimaryKeyConstraint("id", name="pk_holds"),
        sa.UniqueConstraint("slot_id", name="uq_holds_slot"),
        sqlite_strict=True,
    )
    op.create_index("ix_holds_student", "holds", ["student_id"])
    for statement in SQLITE if _is_sqlite() else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Let go of all."""
    op.execute("DROP TRIGGER slots_end_hold" + ("" if _is_sqlite() else " ON slots"))
    if _is_sqlite():
        op.execute("DROP TRIGGER calls_slot_held_insert")
        op.execute("DROP TRIGGER calls_slot_held_update")
        op.execute("DROP TRIGGER calls_take_hold")
    else:
        op.execute("DROP TRIGGER calls_held ON calls")
    op.drop_table("holds")
    if not _is_sqlite():
        for function in ("slots_end_hold", "calls_held", "holds_check"):
            op.execute(f"DROP FUNCTION {function}")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
