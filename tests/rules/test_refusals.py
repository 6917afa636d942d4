"""Each rule of the database refuses the row that breaks it, whoever writes it."""

import importlib.util
from pathlib import Path

import pytest
from sqlalchemy import UniqueConstraint, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.db import Base, db
from app.services.integrity import rule_of
from tests.rules.sql import insert, person, run

ROOT = Path(__file__).parents[2]

BROKEN = [
    # People and what they teach
    ("ck_users_email", person(9, email="Z@example.org")),
    ("ck_users_email", person(9, email="nobody")),
    ("ck_users_name", person(9, name="")),
    ("ck_users_name", person(9, name="x" * 121)),
    ("ck_users_phone_e164", person(9, phone="02079460101")),
    ("ck_users_phone_e164", person(9, phone="+123")),
    ("ck_users_phone_e164", person(9, phone="+1234567890123456")),
    ("ck_users_hour_cycle", person(9, hour_cycle="h24")),
    ("ck_users_theme", person(9, theme="pink")),
    ("ck_users_week_start", person(9, week_start="saturday")),
    ("ck_users_phone_region", person(9, phone_region="PRT")),
    ("ck_users_phone_region", person(9, phone_region="pt")),
    ("ck_users_erased_at", person(9, erased_at="@0", deactivated_at="@0", email="erased-9@example.org")),
    ("ck_users_erased_at", person(9, erased_at="@0", phone=None, email="erased-9@example.org")),
    ("ck_users_erased_at", person(9, erased_at="@0", deactivated_at="@0", phone=None)),
    ("uq_users_email", person(9, email="p1@example.org")),
    ("uq_users_session_token", person(9, stamp="t1")),
    ("pk_users", person(1, email="z@example.org", stamp="z")),
    ("ck_coach_profiles_rate", insert("coach_profiles", user_id=2, rate_cents=-1, currency="EUR")),
    ("ck_coach_profiles_rate_has_currency", insert("coach_profiles", user_id=2, rate_cents=1)),
    ("ck_coach_profiles_rate_has_currency", insert("coach_profiles", user_id=2, currency="EUR")),
    ("ck_coach_profiles_currency", insert("coach_profiles", user_id=2, rate_cents=1, currency="eur")),
    ("ck_coach_profiles_currency", insert("coach_profiles", user_id=2, rate_cents=1, currency="EURO")),
    ("ck_coach_profiles_day_start", insert("coach_profiles", user_id=2, day_start_minutes=270)),
    ("ck_coach_profiles_day_start", insert("coach_profiles", user_id=2, day_start_minutes=750)),
    ("ck_coach_profiles_day_start", insert("coach_profiles", user_id=2, day_start_minutes=495)),
    ("ck_coach_profiles_caller", insert("coach_profiles", user_id=2, caller="nobody")),
    ("ck_coach_profiles_buffer", insert("coach_profiles", user_id=2, buffer_minutes=241)),
    ("ck_coach_profiles_buffer", insert("coach_profiles", user_id=2, buffer_minutes=-1)),
    ("ck_coach_profiles_notice", insert("coach_profiles", user_id=2, notice_minutes=20161)),
    ("ck_coach_profiles_notice", insert("coach_profiles", user_id=2, notice_minutes=-1)),
    ("fk_coach_profiles_user_id", insert("coach_profiles", user_id=99)),
    ("pk_coach_profiles", insert("coach_profiles", user_id=1)),
    ("ck_subjects_name", insert("subjects", name="")),
    ("ck_subjects_name", insert("subjects", name="x" * 121)),
    ("uq_subjects_key", insert("subjects", key="algebra")),
    ("pk_subjects", insert("subjects", id=1)),
    ("fk_coach_subjects_coach_id", insert("coach_subjects", coach_id=2)),
    ("fk_coach_subjects_subject_id", insert("coach_subjects", subject_id=99)),
    ("fk_coach_subjects_subject_id", "DELETE FROM subjects WHERE id = 1"),
    ("pk_coach_subjects", insert("coach_subjects")),
    ("ck_coach_languages_language", insert("coach_languages", language="e")),
    ("ck_coach_languages_language", insert("coach_languages", language="engl")),
    ("fk_coach_languages_coach_id", insert("coach_languages", coach_id=2)),
    ("pk_coach_languages", insert("coach_languages")),
    ("ck_photos_pixels", insert("photos", pixels=97)),
    ("ck_photos_content", insert("photos", pixels=192, content="X''")),
    ("fk_photos_coach_id", insert("photos", coach_id=2)),
    ("pk_photos", insert("photos")),
    # Semesters
    ("ck_semesters_name", insert("semesters", name="")),
    ("ck_semesters_name", insert("semesters", name="x" * 121)),
    ("ck_semesters_days", insert("semesters", last_day="2027-12-31")),
    ("uq_semesters_key", insert("semesters", key="a")),
    ("pk_semesters", insert("semesters", id=1)),
    ("semesters_no_overlap", insert("semesters", first_day="2027-06-30", last_day="2027-07-30")),
    ("semesters_no_overlap", insert("semesters", first_day="2027-01-01", last_day="2027-03-01")),
    ("semesters_no_overlap", insert("semesters", first_day="2027-04-01", last_day="2027-04-01")),
    ("semesters_no_overlap", insert("semesters", first_day="2027-01-01", last_day="2027-12-01")),
    (
        "semesters_no_overlap",
        "INSERT INTO semesters (id, name, key, first_day, last_day) VALUES (2, 'b', 'b', '2028-01-01', '2028-02-01'),"
        " (3, 'c', 'c', '2028-02-01', '2028-03-01')",
    ),
    # Sessions, tokens, limits, mails
    ("uq_sign_ins_token_hash", insert("sign_ins", token_hash="a")),
    ("fk_sign_ins_user_id", insert("sign_ins", user_id=99)),
    ("pk_sign_ins", insert("sign_ins", id=1)),
    ("fk_authenticators_user_id", insert("authenticators", user_id=99)),
    ("pk_authenticators", insert("authenticators", user_id=1)),
    ("ck_recovery_codes_hashed", insert("recovery_codes", code_hash="abcd-efgh")),
    ("fk_recovery_codes_user_id", insert("recovery_codes", user_id=99)),
    ("pk_recovery_codes", insert("recovery_codes", id=1)),
    ("uq_pending_sign_ins_token_hash", insert("pending_sign_ins", token_hash="a")),
    ("fk_pending_sign_ins_user_id", insert("pending_sign_ins", user_id=99)),
    ("pk_pending_sign_ins", insert("pending_sign_ins", id=1)),
    ("ck_passkeys_name", insert("passkeys", name="")),
    ("ck_passkeys_name", insert("passkeys", name="x" * 61)),
    ("uq_passkeys_credential_id", insert("passkeys", credential_id="X'31'")),
    ("fk_passkeys_user_id", insert("passkeys", user_id=99)),
    ("pk_passkeys", insert("passkeys", id=1)),
    ("pk_spent_challenges", insert("spent_challenges", challenge_hash="a")),
    ("fk_phone_views_owner_id", insert("phone_views", owner_id=99)),
    ("fk_phone_views_viewer_id", insert("phone_views", viewer_id=99)),
    ("pk_phone_views", insert("phone_views", owner_id=2)),
    ("ck_api_tokens_name", insert("api_tokens", name="")),
    ("ck_api_tokens_name", insert("api_tokens", name="x" * 121)),
    ("ck_api_tokens_hashed", insert("api_tokens", token_hash="cb_secret")),
    ("ck_api_tokens_scopes", insert("api_tokens", scopes="write")),
    ("uq_api_tokens_token_hash", insert("api_tokens", token_hash="a" * 64)),
    ("fk_api_tokens_user_id", insert("api_tokens", user_id=99)),
    ("pk_api_tokens", insert("api_tokens", id=1)),
    ("ck_calendar_feeds_token_hash", insert("calendar_feeds", token_hash="z")),
    ("uq_calendar_feeds_token_hash", insert("calendar_feeds", token_hash="a" * 64)),
    ("fk_calendar_feeds_user_id", insert("calendar_feeds", user_id=99)),
    ("pk_calendar_feeds", insert("calendar_feeds", user_id=1)),
    ("pk_rate_hits", insert("rate_hits", key="a")),
    ("ck_outbox_messages_address", insert("outbox_messages", address="nobody")),
    ("fk_outbox_messages_user_id", insert("outbox_messages", user_id=99)),
    ("uq_outbox_messages_dedup_key", insert("outbox_messages", dedup_key="a")),
    ("ck_outbox_messages_dedup_key", insert("outbox_messages", dedup_key="")),
    ("ck_outbox_messages_state", insert("outbox_messages", state="gone", ended_at="@-1")),
    ("ck_outbox_messages_ended_at", insert("outbox_messages", state="sent")),
    ("ck_outbox_messages_ended_at", insert("outbox_messages", ended_at="@-1")),
    ("ck_outbox_messages_claimed_until", insert("outbox_messages", state="sent", ended_at="@-1", claimed_until="@1")),
    ("ck_outbox_messages_attempts", insert("outbox_messages", attempts=-1)),
    ("pk_worker_beats", insert("worker_beats", name="a")),
    ("pk_outbox_messages", insert("outbox_messages", id=1)),
    # Slots
    ("ck_slots_status", insert("slots", status="gone")),
    ("ck_slots_withdrawn_at", insert("slots", withdrawn_at="@-1")),
    ("ck_slots_withdrawn_at", insert("slots", status="withdrawn")),
    ("ck_slots_not_in_past", insert("slots", created_at="@40")),
    ("ck_slots_not_in_past", "UPDATE slots SET starts_at = @-200, ends_at = @-198 WHERE id = 11"),
    ("ck_slots_length", insert("slots", ends_at="@40")),
    ("ck_slots_length", insert("slots", ends_at="@39")),
    ("ck_slots_length", insert("slots", ends_at="@49")),
    ("fk_slots_coach_id", insert("slots", coach_id=2)),
    ("pk_slots", insert("slots", id=11)),
    ("slots_no_overlap", insert("slots", starts_at="@23", ends_at="@25")),
    ("slots_no_overlap", insert("slots", starts_at="@25", ends_at="@27")),
    ("slots_no_overlap", insert("slots", starts_at="@22", ends_at="@28")),
    ("slots_no_overlap", insert("slots", starts_at="@24", ends_at="@26")),
    ("slots_no_overlap", "UPDATE slots SET starts_at = @25, ends_at = @27 WHERE id = 11"),
    ("slots_no_overlap", "UPDATE slots SET status = 'open', withdrawn_at = NULL WHERE id = 13"),
    ("slots_no_overlap", "UPDATE slots SET coach_id = 1 WHERE id = 12"),
    ("slots_booked_by_call", insert("slots", status="booked")),
    ("slots_booked_by_call", "UPDATE slots SET status = 'booked' WHERE id = 11"),
    ("slots_booked_by_call", "UPDATE slots SET status = 'open' WHERE id = 10"),
    ("slots_booked_by_call", "UPDATE slots SET status = 'withdrawn', withdrawn_at = @0 WHERE id = 10"),
    # Calls
    ("ck_calls_own_slot", insert("calls", student_id=1)),
    ("ck_calls_not_in_past", insert("calls", booked_at="@30")),
    ("ck_calls_not_moved_into_past", insert("calls", moved_at="@30")),
    ("ck_calls_cancelled_at", insert("calls", cancelled_at="@0")),
    ("ck_calls_cancelled_at", "UPDATE calls SET status = 'cancelled' WHERE id = 20"),
    ("ck_calls_cancelled_at", "UPDATE calls SET cancelled_at = NULL WHERE id = 28"),
    ("ck_calls_outcome_at", insert("calls", outcome_at="@33")),
    ("ck_calls_outcome_at", "UPDATE calls SET status = 'completed' WHERE id = 26"),
    ("ck_calls_outcome_after_end", "UPDATE calls SET status = 'completed', outcome_at = @25 WHERE id = 20"),
    ("pk_calls", insert("calls", id=20)),
    ("uq_calls_active_slot", insert("calls", slot_id=10, starts_at="@24", ends_at="@26")),
    ("fk_calls_student_id", insert("calls", student_id=99)),
    ("fk_calls_restores_id", "UPDATE calls SET restores_id = 99 WHERE id = 20"),
    ("uq_calls_restores", "UPDATE calls SET restores_id = 28 WHERE id IN (20, 26)"),
    ("fk_calls_cancelled_by_id", "UPDATE calls SET cancelled_by_id = 99 WHERE id = 28"),
    ("fk_calls_slot", insert("calls", slot_id=99)),
    ("fk_calls_slot", insert("calls", coach_id=4)),
    ("fk_calls_slot", insert("calls", starts_at="@31", ends_at="@33")),
    ("fk_calls_slot", "UPDATE calls SET starts_at = @23 WHERE id = 20"),
    ("fk_calls_slot", "UPDATE slots SET ends_at = @27 WHERE id = 10"),
    ("fk_calls_slot", "DELETE FROM slots WHERE id = 18"),
    ("calls_slot_withdrawn", insert("calls", slot_id=13, starts_at="@24", ends_at="@26")),
    ("calls_slot_withdrawn", "UPDATE calls SET slot_id = 13 WHERE id = 20"),
    ("calls_begin_ahead", insert("calls", status="completed", outcome_at="@33")),
    ("calls_begin_ahead", insert("calls", status="cancelled", cancelled_at="@0")),
    ("calls_begin_ahead", insert("calls", status="someday")),
    ("calls_status_steps", "UPDATE calls SET status = 'confirmed', cancelled_at = NULL WHERE id = 28"),
    ("calls_status_steps", "UPDATE calls SET status = 'someday' WHERE id = 20"),
    ("calls_feedback_exists", "UPDATE calls SET status = 'no_show' WHERE id = 22"),
    ("calls_keep_people", "UPDATE calls SET student_id = 3 WHERE id = 20"),
    ("calls_keep_people", "UPDATE calls SET booked_at = @-80 WHERE id = 20"),
    ("calls_keep_people", "UPDATE calls SET coach_id = 4, slot_id = 12, starts_at = @25, ends_at = @27 WHERE id = 20"),
    ("calls_move_ahead_only", "UPDATE calls SET slot_id = 11, starts_at = @30, ends_at = @32 WHERE id = 25"),
    ("calls_move_ahead_only", "UPDATE calls SET slot_id = 11, starts_at = @30, ends_at = @32 WHERE id = 28"),
    ("calls_are_kept", "DELETE FROM calls WHERE id = 28"),
    # Nobody is in two places at once: as student twice, as coach and student, moved into another call.
    ("commitments_no_overlap", insert("calls", slot_id=12, coach_id=4, student_id=2, starts_at="@25", ends_at="@27")),
    ("commitments_no_overlap", insert("calls", slot_id=12, coach_id=4, student_id=1, starts_at="@25", ends_at="@27")),
    ("commitments_match_call", insert("commitments")),
    ("commitments_match_call", insert("commitments", call_id=99)),
    ("commitments_match_call", insert("commitments", call_id=28, person_id=2, starts_at="@50", ends_at="@52")),
    ("commitments_match_call", "UPDATE commitments SET ends_at = @25 WHERE call_id = 20"),
    ("commitments_last_as_calls", "DELETE FROM commitments WHERE call_id = 20 AND person_id = 2"),
    ("pk_commitments", insert("commitments", person_id=2)),
    # Feedback
    ("ck_feedback_satisfaction", insert("feedback", satisfaction=0)),
    ("ck_feedback_satisfaction", insert("feedback", satisfaction=6)),
    ("ck_feedback_satisfaction", "UPDATE feedback SET satisfaction = 6, version = 3 WHERE call_id = 22"),
    ("fk_feedback_author", insert("feedback", coach_id=4)),
    ("pk_feedback", insert("feedback", call_id=22)),
    ("feedback_after_call", insert("feedback", call_id=20)),
    ("feedback_after_call", insert("feedback", call_id=25)),
    ("feedback_after_call", insert("feedback", call_id=26)),
    ("feedback_after_call", insert("feedback", call_id=28)),
    ("feedback_after_call", insert("feedback", recorded_at="@-39")),
    ("feedback_keeps_author", "UPDATE feedback SET coach_id = 4, version = 3 WHERE call_id = 22"),
    ("feedback_keeps_author", "UPDATE feedback SET recorded_at = @-40, version = 3 WHERE call_id = 22"),
    ("feedback_keeps_author", "UPDATE feedback SET satisfaction = 1 WHERE call_id = 22"),
    ("feedback_keeps_author", "UPDATE feedback SET satisfaction = 1, version = 4 WHERE call_id = 22"),
    ("feedback_keeps_author", "UPDATE feedback SET satisfaction = 1, shared_note = '' WHERE call_id = 22"),
    ("feedback_keeps_author", "UPDATE feedback SET shared_note = 'x' WHERE call_id = 22"),
    ("feedback_versions_are_kept", "UPDATE feedback_versions SET satisfaction = 1 WHERE call_id = 22"),
    ("feedback_versions_are_kept", "UPDATE feedback_versions SET private_note = 'x' WHERE call_id = 22"),
    ("fk_feedback_versions_call_id", insert("feedback_versions", call_id=20)),
    ("fk_feedback_versions_call_id", "DELETE FROM feedback WHERE call_id = 22"),
    ("pk_feedback_versions", insert("feedback_versions", version=1)),
    # Records
    ("ck_idempotency_records_key", insert("idempotency_records", key="")),
    ("ck_idempotency_records_key", insert("idempotency_records", key="x" * 201)),
    ("fk_idempotency_records_user_id", insert("idempotency_records", user_id=99)),
    ("pk_idempotency_records", insert("idempotency_records", key="k")),
    ("fk_audit_entries_actor_id", insert("audit_entries", actor_id=99)),
    ("pk_audit_entries", insert("audit_entries", id=1)),
    ("audit_entries_are_kept", "UPDATE audit_entries SET action = 'y' WHERE id = 1"),
    ("audit_entries_are_kept", 'UPDATE audit_entries SET facts = \'{"reason": "y"}\' WHERE id = 1'),
    ("audit_entries_are_kept", "UPDATE audit_entries SET facts = '{}', actor_id = NULL WHERE id = 1"),
    ("audit_entries_are_kept", "DELETE FROM audit_entries WHERE id = 1"),
]

# Another rule is always broken with these, and speaks first.
SPOKEN_FOR = {
    "uq_slots_copied": "pk_slots",
    "uq_calls_coach": "pk_calls",
    "ck_calls_status": "calls_status_steps",
    "fk_commitments_call_id": "commitments_match_call",
    "fk_commitments_person_id": "commitments_match_call",
}


def told_by_sqlite(rule: str) -> str:
    """Return what SQLite says of a rule: its name for checks and triggers, the columns of a key."""
    if rule.startswith("fk_"):
        return "FOREIGN KEY constraint failed"
    for table in Base.metadata.tables.values():
        keys = [table.primary_key, *(c for c in table.constraints if isinstance(c, UniqueConstraint)), *table.indexes]
        for key in keys:
            if key.name == rule:
                return ", ".join(f"{table.name}.{column.name}" for column in key.columns)
    return rule


@pytest.mark.parametrize(("rule", "statement"), BROKEN)
def test_the_rule_refuses_the_row_that_breaks_it(world, rule, statement):
    with pytest.raises(IntegrityError) as refused:
        run(world, statement)
    assert rule_of(refused.value) == (told_by_sqlite(rule) if world.dialect.name == "sqlite" else rule)


@pytest.mark.usefixtures("app")
def test_every_rule_there_is_has_been_tried():
    path = ROOT / "migrations" / "versions" / "0002_rules.py"
    specification = importlib.util.spec_from_file_location("rules", path)
    migration = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(migration)
    unique = {index.name for table in Base.metadata.sorted_tables for index in table.indexes if index.unique}
    rules = {rule for rule, *_ in migration.SQLITE_REFUSALS} | unique
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            names = connection.execute(
                text(
                    "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
                    " AND contype IN ('c', 'f', 'p', 'u', 'x') AND conrelid <> 'alembic_version'::regclass"
                )
            )
            rules |= set(names.scalars())
    tried = {rule for rule, _ in BROKEN}
    assert rules - tried == (set(SPOKEN_FOR) & rules)
    assert set(SPOKEN_FOR.values()) <= tried


COLUMNS = [(table, column) for table in Base.metadata.sorted_tables for column in table.columns]
NEEDED = [pytest.param(t.name, c.name, id=str(c)) for t, c in COLUMNS if not c.nullable and not c.primary_key]
WHOLE = [
    pytest.param(t.name, c.name, id=str(c))
    for t, c in COLUMNS
    if c.type.python_type not in (str, bytes) and c.name not in ("facts", "payload")
]


@pytest.mark.parametrize(("table", "column"), NEEDED)
def test_a_column_that_is_needed_is_never_null(world, table, column):
    with pytest.raises(IntegrityError):
        run(world, insert(table, **{column: None}))


@pytest.mark.parametrize(("table", "column"), WHOLE)
def test_no_text_stands_where_a_number_or_an_instant_belongs(world, table, column):
    """On SQLite because its tables are STRICT."""
    with pytest.raises(DBAPIError):
        run(world, insert(table, **{column: "soon"}))
