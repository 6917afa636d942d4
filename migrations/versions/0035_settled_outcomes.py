"""What an administrator has found to be missed may be missed, though it was logged or reviewed."""

from alembic import op

revision = "0035"
down_revision = "0034"

FOUND_MISSED = """EXISTS (
    SELECT 1 FROM attendance WHERE call_id = NEW.id AND finding <> 'completed' AND settled_by_id IS NULL)"""
IS_LOGGED = "NEW.status <> 'completed' AND EXISTS (SELECT 1 FROM feedback WHERE call_id = NEW.id)"
IS_REVIEWED = "NEW.status <> 'completed' AND EXISTS (SELECT 1 FROM reviews WHERE call_id = NEW.id)"

SQLITE = (
    "CREATE TRIGGER {rule}_update BEFORE UPDATE OF status ON calls WHEN {broken}"
    " BEGIN SELECT RAISE(ABORT, '{rule}'); END"
)
LOGGED = """IF {broken} THEN
                PERFORM refuse('calls_feedback_exists');
            END IF;"""
CALLS_CHECK = """CREATE OR REPLACE FUNCTION calls_check() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            PERFORM refuse('calls_are_kept');
        ELSIF TG_OP = 'INSERT' THEN
            IF NEW.status NOT IN ('pending', 'confirmed') THEN
                PERFORM refuse('calls_begin_ahead');
            END IF;
        ELSE
            IF NEW.status <> OLD.status AND OLD.status || '>' || NEW.status NOT IN (
                'pending>confirmed', 'pending>cancelled', 'confirmed>cancelled', 'confirmed>completed',
                'confirmed>no_show', 'completed>no_show', 'no_show>completed') THEN
                PERFORM refuse('calls_status_steps');
            END IF;
            {logged}
            IF NEW.coach_id <> OLD.coach_id OR NEW.student_id <> OLD.student_id OR NEW.booked_at <> OLD.booked_at THEN
                PERFORM refuse('calls_keep_people');
            END IF;
            IF NEW.slot_id <> OLD.slot_id AND OLD.status NOT IN ('pending', 'confirmed') THEN
                PERFORM refuse('calls_move_ahead_only');
            END IF;
        END IF;
        RETURN NEW;
    END $$"""
REVIEWED_CHECK = """CREATE OR REPLACE FUNCTION calls_reviewed_check() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {broken} THEN
            PERFORM refuse('calls_review_exists');
        END IF;
        RETURN NEW;
    END $$"""

# So far a logged call stayed completed when its coach was found to have missed it.
KEPT_COMPLETED = """status = 'completed' AND id IN (
    SELECT call_id FROM attendance WHERE finding <> 'completed' AND settled_by_id IS NULL)"""
TELL = f"""INSERT INTO audit_entries
    (at, actor_id, actor_name, channel, request_id, action, object_kind, object_id, facts)
    SELECT attendance.settled_at, NULL, 'migration 0035', 'cli', '', 'call.no_show', 'call', calls.id,
        '{{"was": "completed"}}'
    FROM calls JOIN attendance ON attendance.call_id = calls.id WHERE {KEPT_COMPLETED}"""


def upgrade() -> None:
    """Let the finding have the last word, also on the calls of which it was found before."""
    _replace(f"{IS_LOGGED} AND NOT {FOUND_MISSED}", f"{IS_REVIEWED} AND NOT {FOUND_MISSED}")
    op.execute(TELL)
    op.execute(f"UPDATE calls SET status = 'no_show', version = version + 1 WHERE {KEPT_COMPLETED}")


def downgrade() -> None:
    """Refuse it again; what is missed by then stays so."""
    _replace(IS_LOGGED, IS_REVIEWED)


def _replace(logged: str, reviewed: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for rule, broken in (("calls_feedback_exists", logged), ("calls_review_exists", reviewed)):
            op.execute(f"DROP TRIGGER {rule}_update")
            op.execute(SQLITE.format(rule=rule, broken=broken))
    else:
        op.execute(CALLS_CHECK.format(logged=LOGGED.format(broken=logged)))
        op.execute(REVIEWED_CHECK.format(broken=reviewed))
