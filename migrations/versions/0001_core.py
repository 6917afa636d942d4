"""The tables of the core: people, slots, calls, feedback, idempotency, audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db import JSONDocument, UTCDateTime

revision = "0001"
down_revision = None

# STRICT tables on SQLite know INTEGER only.
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "subjects",
        sa.Column("id", Whole, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.UniqueConstraint("key", name="uq_subjects_key"),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_subjects_name")),
        sa.PrimaryKeyConstraint("id", name="pk_subjects"),
        sqlite_strict=True,
    )
    op.create_table(
        "users",
        sa.Column("id", Whole, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("session_token", sa.Text(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.Column("deactivated_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("email = lower(email) AND email LIKE '%_@_%'", name=op.f("ck_users_email")),
        sa.CheckConstraint("phone LIKE '+%' AND length(phone) BETWEEN 6 AND 16", name=op.f("ck_users_phone_e164")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_users_name")),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email", name="uq_users_email"),
        sa.UniqueConstraint("session_token", name="uq_users_session_token"),
        sqlite_strict=True,
    )
    op.create_table(
        "audit_entries",
        sa.Column("id", Whole, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor_id", Whole, nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object_kind", sa.Text(), nullable=False),
        sa.Column("object_id", Whole, nullable=False),
        sa.Column("facts", JSONDocument(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name="fk_audit_entries_actor_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entries"),
        sqlite_strict=True,
    )
    op.create_index("ix_audit_entries_actor", "audit_entries", ["actor_id", "id"], unique=False)
    op.create_index("ix_audit_entries_object", "audit_entries", ["object_kind", "object_id"], unique=False)
    op.create_table(
        "coach_profiles",
        sa.Column("user_id", Whole, nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("rate_cents", Whole, nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("removed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("(rate_cents IS NULL) = (currency IS NULL)", name=op.f("ck_coach_profiles_rate_has_currency")),
        sa.CheckConstraint("length(currency) = 3 AND currency = upper(currency)", name=op.f("ck_coach_profiles_currency")),
        sa.CheckConstraint("rate_cents >= 0", name=op.f("ck_coach_profiles_rate")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_coach_profiles_user_id"),
        sa.PrimaryKeyConstraint("user_id", name="pk_coach_profiles"),
        sqlite_strict=True,
    )
    op.create_table(
        "idempotency_records",
        sa.Column("user_id", Whole, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("length(key) BETWEEN 1 AND 200", name=op.f("ck_idempotency_records_key")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_idempotency_records_user_id"),
        sa.PrimaryKeyConstraint("user_id", "key", name="pk_idempotency_records"),
        sqlite_strict=True,
    )
    op.create_table(
        "coach_languages",
        sa.Column("coach_id", Whole, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.CheckConstraint("length(language) BETWEEN 2 AND 3", name=op.f("ck_coach_languages_language")),
        sa.ForeignKeyConstraint(["coach_id"], ["coach_profiles.user_id"], name="fk_coach_languages_coach_id"),
        sa.PrimaryKeyConstraint("coach_id", "language", name="pk_coach_languages"),
        sqlite_strict=True,
    )
    op.create_table(
        "coach_subjects",
        sa.Column("coach_id", Whole, nullable=False),
        sa.Column("subject_id", Whole, nullable=False),
        sa.ForeignKeyConstraint(["coach_id"], ["coach_profiles.user_id"], name="fk_coach_subjects_coach_id"),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name="fk_coach_subjects_subject_id"),
        sa.PrimaryKeyConstraint("coach_id", "subject_id", name="pk_coach_subjects"),
        sqlite_strict=True,
    )
    op.create_index("ix_coach_subjects_subject_id", "coach_subjects", ["subject_id"], unique=False)
    op.create_table(
        "slots",
        sa.Column("id", Whole, nullable=False),
        sa.Column("coach_id", Whole, nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("wall_time", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(coach_id, coach_id, '[]')"), "&&"),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            where=sa.text("status <> 'withdrawn'"),
            using="gist",
            name="slots_no_overlap",
        ).ddl_if(dialect="postgresql"),
        sa.CheckConstraint("(status = 'withdrawn') = (withdrawn_at IS NOT NULL)", name=op.f("ck_slots_withdrawn_at")),
        sa.CheckConstraint(
            "ends_at - starts_at BETWEEN interval '15 minutes' AND interval '8 hours'", name=op.f("ck_slots_length")
        ).ddl_if(dialect="postgresql"),
        sa.CheckConstraint("status IN ('open', 'booked', 'withdrawn')", name=op.f("ck_slots_status")),
        sa.CheckConstraint("created_at < starts_at", name=op.f("ck_slots_not_in_past")),
        sa.CheckConstraint("ends_at - starts_at BETWEEN 900000000 AND 28800000000", name=op.f("ck_slots_length")).ddl_if(
            dialect="sqlite"
        ),
        sa.ForeignKeyConstraint(["coach_id"], ["coach_profiles.user_id"], name="fk_slots_coach_id"),
        sa.PrimaryKeyConstraint("id", name="pk_slots"),
        sa.UniqueConstraint("id", "coach_id", "starts_at", "ends_at", name="uq_slots_copied"),
        sqlite_strict=True,
    )
    op.create_index("ix_slots_coach", "slots", ["coach_id", "starts_at"], unique=False)
    op.create_index(
        "ix_slots_open",
        "slots",
        ["starts_at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'open'"),
        sqlite_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "calls",
        sa.Column("id", Whole, nullable=False),
        sa.Column("slot_id", Whole, nullable=False),
        sa.Column("coach_id", Whole, nullable=False),
        sa.Column("student_id", Whole, nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("booked_at", UTCDateTime(), nullable=False),
        sa.Column("moved_at", UTCDateTime(), nullable=True),
        sa.Column("move_reason", sa.Text(), nullable=False),
        sa.Column("outcome_at", UTCDateTime(), nullable=True),
        sa.Column("cancelled_at", UTCDateTime(), nullable=True),
        sa.Column("cancelled_by_id", Whole, nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("(status = 'cancelled') = (cancelled_at IS NOT NULL)", name=op.f("ck_calls_cancelled_at")),
        sa.CheckConstraint(
            "(status IN ('completed', 'no_show')) = (outcome_at IS NOT NULL)", name=op.f("ck_calls_outcome_at")
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'confirmed', 'completed', 'no_show', 'cancelled')", name=op.f("ck_calls_status")
        ),
        sa.CheckConstraint("booked_at < starts_at", name=op.f("ck_calls_not_in_past")),
        sa.CheckConstraint("moved_at < starts_at", name=op.f("ck_calls_not_moved_into_past")),
        sa.CheckConstraint("outcome_at >= ends_at", name=op.f("ck_calls_outcome_after_end")),
        sa.CheckConstraint("student_id <> coach_id", name=op.f("ck_calls_own_slot")),
        sa.ForeignKeyConstraint(["cancelled_by_id"], ["users.id"], name="fk_calls_cancelled_by_id"),
        sa.ForeignKeyConstraint(
            ["slot_id", "coach_id", "starts_at", "ends_at"],
            ["slots.id", "slots.coach_id", "slots.starts_at", "slots.ends_at"],
            name="fk_calls_slot",
        ),
        sa.ForeignKeyConstraint(["student_id"], ["users.id"], name="fk_calls_student_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
        sa.UniqueConstraint("id", "coach_id", name="uq_calls_coach"),
        sqlite_strict=True,
    )
    op.create_index("ix_calls_coach", "calls", ["coach_id", "starts_at", "id"], unique=False)
    op.create_index("ix_calls_slot_id", "calls", ["slot_id"], unique=False)
    op.create_index("ix_calls_student", "calls", ["student_id", "starts_at", "id"], unique=False)
    op.create_index(
        "uq_calls_active_slot",
        "calls",
        ["slot_id"],
        unique=True,
        postgresql_where=sa.text("status <> 'cancelled'"),
        sqlite_where=sa.text("status <> 'cancelled'"),
    )
    op.create_table(
        "commitments",
        sa.Column("call_id", Whole, nullable=False),
        sa.Column("person_id", Whole, nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(person_id, person_id, '[]')"), "&&"),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            using="gist",
            name="commitments_no_overlap",
        ).ddl_if(dialect="postgresql"),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_commitments_call_id"),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name="fk_commitments_person_id"),
        sa.PrimaryKeyConstraint("call_id", "person_id", name="pk_commitments"),
        sqlite_strict=True,
    )
    op.create_index("ix_commitments_person", "commitments", ["person_id", "starts_at"], unique=False)
    op.create_table(
        "feedback",
        sa.Column("call_id", Whole, autoincrement=False, nullable=False),
        sa.Column("coach_id", Whole, nullable=False),
        sa.Column("satisfaction", Whole, nullable=False),
        sa.Column("shared_note", sa.Text(), nullable=False),
        sa.Column("private_note", sa.Text(), nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("satisfaction BETWEEN 1 AND 5", name=op.f("ck_feedback_satisfaction")),
        sa.ForeignKeyConstraint(["call_id", "coach_id"], ["calls.id", "calls.coach_id"], name="fk_feedback_author"),
        sa.PrimaryKeyConstraint("call_id", name="pk_feedback"),
        sqlite_strict=True,
    )
    op.create_table(
        "feedback_versions",
        sa.Column("call_id", Whole, nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("satisfaction", Whole, nullable=False),
        sa.Column("shared_note", sa.Text(), nullable=False),
        sa.Column("private_note", sa.Text(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["feedback.call_id"], name="fk_feedback_versions_call_id"),
        sa.PrimaryKeyConstraint("call_id", "version", name="pk_feedback_versions"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    for table in (
        "feedback_versions",
        "feedback",
        "commitments",
        "calls",
        "slots",
        "coach_subjects",
        "coach_languages",
        "idempotency_records",
        "coach_profiles",
        "audit_entries",
        "users",
        "subjects",
    ):
        op.drop_table(table)
