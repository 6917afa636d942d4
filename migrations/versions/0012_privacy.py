"""Erasing: who was erased, who was here last, who was shown a phone number, and what of the kept may be emptied."""

import sqlalchemy as sa
from alembic import op

from app.db import PlainDate, UTCDateTime
from app.domain.clock import utc_now

revision = "0012"
down_revision = "0011"

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

ERASED = (
    "CONSTRAINT ck_users_erased_at CHECK"
    " (erased_at IS NULL OR (phone IS NULL AND deactivated_at IS NOT NULL AND email LIKE 'erased-%'))"
)

KEEPS_AUTHOR = "feedback_keeps_author"
STRICT_AUTHOR = """NEW.call_id <> OLD.call_id OR NEW.coach_id <> OLD.coach_id OR NEW.recorded_at <> OLD.recorded_at
            OR NEW.version <> OLD.version + 1"""
# Taking the words away is no new version of them.
LENIENT_AUTHOR = """NEW.call_id <> OLD.call_id OR NEW.coach_id <> OLD.coach_id OR NEW.recorded_at <> OLD.recorded_at
            OR (NEW.version <> OLD.version + 1 AND NOT (
                NEW.version = OLD.version AND NEW.satisfaction = OLD.satisfaction
                AND NEW.changed_at {is_same} OLD.changed_at AND NEW.shared_note = '' AND NEW.private_note = ''))"""
KEEP_VERSION = """INSERT INTO feedback_versions (call_id, version, satisfaction, shared_note, private_note, recorded_at)
        VALUES (OLD.call_id, OLD.version, OLD.satisfaction, OLD.shared_note, OLD.private_note,
                coalesce(OLD.changed_at, OLD.recorded_at));"""

VERSION_EMPTIED = """NEW.call_id = OLD.call_id AND NEW.version = OLD.version AND NEW.satisfaction = OLD.satisfaction
    AND NEW.recorded_at = OLD.recorded_at AND NEW.shared_note = '' AND NEW.private_note = ''"""

# A reason is the one fact that people write in their own words.
ENTRY_EMPTIED = """NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.actor_id IS OLD.actor_id
    AND NEW.actor_name = OLD.actor_name AND NEW.channel = OLD.channel AND NEW.request_id = OLD.request_id
    AND NEW.action = OLD.action AND NEW.object_kind = OLD.object_kind AND NEW.object_id = OLD.object_id
    AND json(NEW.facts) = json_remove(OLD.facts, '$.reason')"""


def _sqlite_refusal(rule: str, table: str, broken: str) -> str:
    return (
        f"CREATE TRIGGER {rule}_update BEFORE UPDATE ON {table} WHEN {broken} BEGIN SELECT RAISE(ABORT, '{rule}'); END"
    )


def _sqlite_keep_version(condition: str) -> str:
    return f"""CREATE TRIGGER feedback_keep_version AFTER UPDATE ON feedback{condition} BEGIN
        {KEEP_VERSION}
    END"""


def _feedback_check(broken: str) -> str:
    return f"""CREATE OR REPLACE FUNCTION feedback_check() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NOT EXISTS (
                SELECT 1 FROM calls WHERE id = NEW.call_id AND status = 'completed' AND ends_at <= NEW.recorded_at) THEN
                PERFORM refuse('feedback_after_call');
            END IF;
        ELSIF {broken} THEN
            PERFORM refuse('feedback_keeps_author');
        END IF;
        RETURN NEW;
    END $$"""


SQLITE_TRIGGERS = ("feedback_keeps_author_update", "feedback_keep_version", "feedback_versions_are_kept_update",
                   "audit_entries_are_kept_update")  # fmt: skip
SQLITE_LENIENT = (
    _sqlite_refusal(KEEPS_AUTHOR, "feedback", LENIENT_AUTHOR.format(is_same="IS")),
    _sqlite_keep_version(" WHEN NEW.version <> OLD.version"),
    _sqlite_refusal("feedback_versions_are_kept", "feedback_versions", f"NOT ({VERSION_EMPTIED})"),
    _sqlite_refusal("audit_entries_are_kept", "audit_entries", f"NOT ({ENTRY_EMPTIED})"),
)
SQLITE_STRICT = (
    _sqlite_refusal(KEEPS_AUTHOR, "feedback", STRICT_AUTHOR),
    _sqlite_keep_version(""),
    _sqlite_refusal("feedback_versions_are_kept", "feedback_versions", "TRUE"),
    _sqlite_refusal("audit_entries_are_kept", "audit_entries", "TRUE"),
)

POSTGRESQL_LENIENT = (
    _feedback_check(LENIENT_AUTHOR.format(is_same="IS NOT DISTINCT FROM")),
    "DROP TRIGGER feedback_keep_version ON feedback",
    """CREATE TRIGGER feedback_keep_version AFTER UPDATE ON feedback
    FOR EACH ROW WHEN (NEW.version <> OLD.version) EXECUTE FUNCTION feedback_keep_version()""",
    "DROP TRIGGER feedback_versions_keep ON feedback_versions",
    f"""CREATE TRIGGER feedback_versions_keep BEFORE UPDATE ON feedback_versions
    FOR EACH ROW WHEN (NOT ({VERSION_EMPTIED})) EXECUTE FUNCTION keep()""",
    "DROP TRIGGER audit_entries_keep ON audit_entries",
    """CREATE TRIGGER audit_entries_keep BEFORE DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION keep()""",
    """CREATE TRIGGER audit_entries_keep_facts BEFORE UPDATE ON audit_entries
    FOR EACH ROW WHEN (to_jsonb(NEW) <> to_jsonb(OLD) #- '{facts,reason}') EXECUTE FUNCTION keep()""",
)
POSTGRESQL_STRICT = (
    _feedback_check(STRICT_AUTHOR),
    "DROP TRIGGER feedback_keep_version ON feedback",
    """CREATE TRIGGER feedback_keep_version AFTER UPDATE ON feedback
    FOR EACH ROW EXECUTE FUNCTION feedback_keep_version()""",
    "DROP TRIGGER feedback_versions_keep ON feedback_versions",
    """CREATE TRIGGER feedback_versions_keep BEFORE UPDATE ON feedback_versions
    FOR EACH ROW EXECUTE FUNCTION keep()""",
    "DROP TRIGGER audit_entries_keep_facts ON audit_entries",
    "DROP TRIGGER audit_entries_keep ON audit_entries",
    """CREATE TRIGGER audit_entries_keep BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION keep()""",
)


def upgrade() -> None:
    """Everybody counts as having been here now: nothing is known of before, and nobody is erased for that."""
    # As plain SQL: SQLite adds a column with its check in place, and copies no table, which would lose triggers.
    kind = "INTEGER" if _is_sqlite() else "TIMESTAMP WITH TIME ZONE"
    op.execute(f"ALTER TABLE users ADD COLUMN seen_at {kind}")
    op.execute(f"ALTER TABLE users ADD COLUMN erased_at {kind} {ERASED}")
    users = sa.table("users", sa.column("seen_at", UTCDateTime()))
    op.execute(sa.update(users).values(seen_at=utc_now()))
    calendar = [sa.CheckConstraint("day IS date(day)", name=op.f("ck_phone_views_calendar"))] if _is_sqlite() else []
    op.create_table(
        "phone_views",
        sa.Column("owner_id", Whole, nullable=False),
        sa.Column("viewer_id", Whole, nullable=False),
        sa.Column("day", PlainDate(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_phone_views_owner_id"),
        sa.ForeignKeyConstraint(["viewer_id"], ["users.id"], name="fk_phone_views_viewer_id"),
        sa.PrimaryKeyConstraint("owner_id", "viewer_id", "day", name="pk_phone_views"),
        *calendar,
        sqlite_strict=True,
    )
    _replace(SQLITE_LENIENT, POSTGRESQL_LENIENT)


def downgrade() -> None:
    """Forget who looked, and keep all words again."""
    _replace(SQLITE_STRICT, POSTGRESQL_STRICT)
    op.drop_table("phone_views")
    op.execute("ALTER TABLE users DROP COLUMN erased_at")
    op.execute("ALTER TABLE users DROP COLUMN seen_at")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _replace(sqlite: tuple[str, ...], postgresql: tuple[str, ...]) -> None:
    """Lay the triggers down anew, as this database says them."""
    if _is_sqlite():
        for name in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
    for statement in sqlite if _is_sqlite() else postgresql:
        op.execute(statement)
