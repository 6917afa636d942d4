"""The rules that no constraint can say, as triggers; each refusal carries the name of the rule it keeps.

The same rules stand twice, once in each database's language. Times on SQLite are whole microseconds; slots last
eight hours at the most, which bounds the search for overlaps.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

EIGHT_HOURS = 28_800_000_000

# Rule, event, when it is broken.
SQLITE_REFUSALS = (
    # I-01
    (
        "slots_no_overlap",
        ("INSERT ON slots", "UPDATE OF coach_id, starts_at, ends_at, status ON slots"),
        f"""NEW.status <> 'withdrawn' AND EXISTS (
            SELECT 1 FROM slots AS other
            WHERE other.coach_id = NEW.coach_id AND other.id IS NOT NEW.id AND other.status <> 'withdrawn'
            AND other.starts_at < NEW.ends_at AND other.starts_at > NEW.starts_at - {EIGHT_HOURS}
            AND other.ends_at > NEW.starts_at)""",
    ),
    # A slot is booked just while a call that is not cancelled holds it (I-07).
    (
        "slots_booked_by_call",
        ("INSERT ON slots", "UPDATE OF status ON slots"),
        """(NEW.status = 'booked') <> EXISTS (
            SELECT 1 FROM calls WHERE slot_id = NEW.id AND status <> 'cancelled')""",
    ),
    ("calls_begin_ahead", ("INSERT ON calls",), "NEW.status NOT IN ('pending', 'confirmed')"),
    (
        "calls_slot_withdrawn",
        ("INSERT ON calls", "UPDATE OF slot_id ON calls"),
        """NEW.status <> 'cancelled' AND EXISTS (
            SELECT 1 FROM slots WHERE id = NEW.slot_id AND status = 'withdrawn')""",
    ),
    # I-09; a coach may correct the outcome.
    (
        "calls_status_steps",
        ("UPDATE OF status ON calls",),
        """NEW.status <> OLD.status AND OLD.status || '>' || NEW.status NOT IN (
            'pending>confirmed', 'pending>cancelled', 'confirmed>cancelled', 'confirmed>completed',
            'confirmed>no_show', 'completed>no_show', 'no_show>completed')""",
    ),
    (
        "calls_feedback_exists",
        ("UPDATE OF status ON calls",),
        "NEW.status <> 'completed' AND EXISTS (SELECT 1 FROM feedback WHERE call_id = NEW.id)",
    ),
    (
        "calls_keep_people",
        ("UPDATE OF coach_id, student_id, booked_at ON calls",),
        "NEW.coach_id <> OLD.coach_id OR NEW.student_id <> OLD.student_id OR NEW.booked_at <> OLD.booked_at",
    ),
    (
        "calls_move_ahead_only",
        ("UPDATE OF slot_id ON calls",),
        "NEW.slot_id <> OLD.slot_id AND OLD.status NOT IN ('pending', 'confirmed')",
    ),
    # F6: history is never rewritten.
    ("calls_are_kept", ("DELETE ON calls",), "TRUE"),
    # I-04
    (
        "commitments_no_overlap",
        ("INSERT ON commitments", "UPDATE ON commitments"),
        f"""EXISTS (
            SELECT 1 FROM commitments AS other
            WHERE other.person_id = NEW.person_id AND other.call_id <> NEW.call_id
            AND other.starts_at < NEW.ends_at AND other.starts_at > NEW.starts_at - {EIGHT_HOURS}
            AND other.ends_at > NEW.starts_at)""",
    ),
    (
        "commitments_match_call",
        ("INSERT ON commitments", "UPDATE ON commitments"),
        """NOT EXISTS (
            SELECT 1 FROM calls WHERE id = NEW.call_id AND status <> 'cancelled' AND starts_at = NEW.starts_at
            AND ends_at = NEW.ends_at AND NEW.person_id IN (coach_id, student_id))""",
    ),
    (
        "commitments_last_as_calls",
        ("DELETE ON commitments",),
        "EXISTS (SELECT 1 FROM calls WHERE id = OLD.call_id AND status <> 'cancelled')",
    ),
    # I-10
    (
        "feedback_after_call",
        ("INSERT ON feedback",),
        """NOT EXISTS (
            SELECT 1 FROM calls WHERE id = NEW.call_id AND status = 'completed' AND ends_at <= NEW.recorded_at)""",
    ),
    (
        "feedback_keeps_author",
        ("UPDATE ON feedback",),
        """NEW.call_id <> OLD.call_id OR NEW.coach_id <> OLD.coach_id OR NEW.recorded_at <> OLD.recorded_at
            OR NEW.version <> OLD.version + 1""",
    ),
    # H1
    ("feedback_versions_are_kept", ("UPDATE ON feedback_versions",), "TRUE"),
    # I-22
    ("audit_entries_are_kept", ("UPDATE ON audit_entries", "DELETE ON audit_entries"), "TRUE"),
)

SQLITE_EFFECTS = (
    """CREATE TRIGGER calls_book AFTER INSERT ON calls BEGIN
        INSERT INTO commitments (call_id, person_id, starts_at, ends_at)
        VALUES (NEW.id, NEW.coach_id, NEW.starts_at, NEW.ends_at), (NEW.id, NEW.student_id, NEW.starts_at, NEW.ends_at);
        UPDATE slots SET status = 'booked' WHERE id = NEW.slot_id;
    END""",
    """CREATE TRIGGER calls_move AFTER UPDATE OF slot_id ON calls WHEN NEW.slot_id <> OLD.slot_id BEGIN
        UPDATE commitments SET starts_at = NEW.starts_at, ends_at = NEW.ends_at WHERE call_id = NEW.id;
        UPDATE slots SET status = 'open' WHERE id = OLD.slot_id;
        UPDATE slots SET status = 'booked' WHERE id = NEW.slot_id;
    END""",
    """CREATE TRIGGER calls_cancel AFTER UPDATE OF status ON calls
    WHEN NEW.status = 'cancelled' AND OLD.status <> 'cancelled' BEGIN
        DELETE FROM commitments WHERE call_id = NEW.id;
        UPDATE slots SET status = 'open' WHERE id = NEW.slot_id;
    END""",
    """CREATE TRIGGER feedback_keep_version AFTER UPDATE ON feedback BEGIN
        INSERT INTO feedback_versions (call_id, version, satisfaction, shared_note, private_note, recorded_at)
        VALUES (OLD.call_id, OLD.version, OLD.satisfaction, OLD.shared_note, OLD.private_note,
                coalesce(OLD.changed_at, OLD.recorded_at));
    END""",
)

POSTGRESQL = (
    """CREATE FUNCTION refuse(rule text) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the rule % forbids this', rule USING ERRCODE = 'check_violation', CONSTRAINT = rule;
    END $$""",
    """CREATE FUNCTION slots_check() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (NEW.status = 'booked') <> EXISTS (
            SELECT 1 FROM calls WHERE slot_id = NEW.id AND status <> 'cancelled') THEN
            PERFORM refuse('slots_booked_by_call');
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER slots_check BEFORE INSERT OR UPDATE OF status ON slots
    FOR EACH ROW EXECUTE FUNCTION slots_check()""",
    """CREATE FUNCTION calls_check() RETURNS trigger LANGUAGE plpgsql AS $$
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
            IF NEW.status <> 'completed' AND EXISTS (SELECT 1 FROM feedback WHERE call_id = NEW.id) THEN
                PERFORM refuse('calls_feedback_exists');
            END IF;
            IF NEW.coach_id <> OLD.coach_id OR NEW.student_id <> OLD.student_id OR NEW.booked_at <> OLD.booked_at THEN
                PERFORM refuse('calls_keep_people');
            END IF;
            IF NEW.slot_id <> OLD.slot_id AND OLD.status NOT IN ('pending', 'confirmed') THEN
                PERFORM refuse('calls_move_ahead_only');
            END IF;
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER calls_check BEFORE INSERT OR UPDATE OR DELETE ON calls
    FOR EACH ROW EXECUTE FUNCTION calls_check()""",
    # A withdrawal under way holds the slot's row: the update waits for it, and then finds no slot to book.
    """CREATE FUNCTION calls_effect() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            UPDATE slots SET status = 'booked' WHERE id = NEW.slot_id AND status <> 'withdrawn';
            IF NOT FOUND THEN
                PERFORM refuse('calls_slot_withdrawn');
            END IF;
            INSERT INTO commitments (call_id, person_id, starts_at, ends_at)
            SELECT NEW.id, person_id, NEW.starts_at, NEW.ends_at
            FROM unnest(ARRAY[NEW.coach_id, NEW.student_id]) AS person_id ORDER BY person_id;
        ELSIF NEW.status = 'cancelled' AND OLD.status <> 'cancelled' THEN
            DELETE FROM commitments WHERE call_id = NEW.id;
            UPDATE slots SET status = 'open' WHERE id = NEW.slot_id;
        ELSIF NEW.slot_id <> OLD.slot_id THEN
            UPDATE slots SET status = 'booked' WHERE id = NEW.slot_id AND status <> 'withdrawn';
            IF NOT FOUND THEN
                PERFORM refuse('calls_slot_withdrawn');
            END IF;
            UPDATE slots SET status = 'open' WHERE id = OLD.slot_id;
            UPDATE commitments SET starts_at = NEW.starts_at, ends_at = NEW.ends_at WHERE call_id = NEW.id;
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER calls_effect AFTER INSERT OR UPDATE ON calls
    FOR EACH ROW EXECUTE FUNCTION calls_effect()""",
    """CREATE FUNCTION commitments_check() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF EXISTS (SELECT 1 FROM calls WHERE id = OLD.call_id AND status <> 'cancelled') THEN
                PERFORM refuse('commitments_last_as_calls');
            END IF;
            RETURN OLD;
        END IF;
        IF NOT EXISTS (
            SELECT 1 FROM calls WHERE id = NEW.call_id AND status <> 'cancelled' AND starts_at = NEW.starts_at
            AND ends_at = NEW.ends_at AND NEW.person_id IN (coach_id, student_id)) THEN
            PERFORM refuse('commitments_match_call');
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER commitments_check BEFORE INSERT OR UPDATE OR DELETE ON commitments
    FOR EACH ROW EXECUTE FUNCTION commitments_check()""",
    """CREATE FUNCTION feedback_check() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NOT EXISTS (
                SELECT 1 FROM calls WHERE id = NEW.call_id AND status = 'completed' AND ends_at <= NEW.recorded_at) THEN
                PERFORM refuse('feedback_after_call');
            END IF;
        ELSIF NEW.call_id <> OLD.call_id OR NEW.coach_id <> OLD.coach_id OR NEW.recorded_at <> OLD.recorded_at
            OR NEW.version <> OLD.version + 1 THEN
            PERFORM refuse('feedback_keeps_author');
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER feedback_check BEFORE INSERT OR UPDATE ON feedback
    FOR EACH ROW EXECUTE FUNCTION feedback_check()""",
    """CREATE FUNCTION feedback_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO feedback_versions (call_id, version, satisfaction, shared_note, private_note, recorded_at)
        VALUES (OLD.call_id, OLD.version, OLD.satisfaction, OLD.shared_note, OLD.private_note,
                coalesce(OLD.changed_at, OLD.recorded_at));
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER feedback_keep_version AFTER UPDATE ON feedback
    FOR EACH ROW EXECUTE FUNCTION feedback_keep_version()""",
    """CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM refuse(TG_TABLE_NAME || '_are_kept');
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER feedback_versions_keep BEFORE UPDATE ON feedback_versions
    FOR EACH ROW EXECUTE FUNCTION keep()""",
    """CREATE TRIGGER audit_entries_keep BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION keep()""",
)


def sqlite_refusals() -> list[str]:
    """Return the triggers that refuse, one for each rule and event."""
    return [
        f"CREATE TRIGGER {rule}_{event.split()[0].lower()} BEFORE {event} WHEN {broken}"
        f" BEGIN SELECT RAISE(ABORT, '{rule}'); END"
        for rule, events, broken in SQLITE_REFUSALS
        for event in events
    ]


def upgrade() -> None:
    """Lay down this database's triggers."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in (*sqlite_refusals(), *SQLITE_EFFECTS) if is_sqlite else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Take them up again."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in names:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        return
    functions = [statement.split()[2].split("(")[0] for statement in POSTGRESQL if "CREATE FUNCTION" in statement]
    for function in functions:
        connection.exec_driver_sql(f"DROP FUNCTION {function} CASCADE")
