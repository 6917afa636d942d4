"""Rows by hand-written SQL, past every service: what the database alone makes of them."""

import re
from datetime import timedelta

from sqlalchemy import Connection

from app.db import EPOCH, MICROSECOND
from tests.conftest import NOW

# Values that begin with @ are instants, in hours from NOW; X'…' are bytes.
DEFAULTS = {
    "users": {
        "id": 9, "email": "z@example.org", "name": "Zed", "phone": "+12125550199", "timezone": "UTC", "locale": "en",
        "password_hash": "x", "stamp": "z", "created_at": "@-1000",
    },
    "coach_profiles": {"user_id": 9, "headline": "", "about": "", "place": "", "created_at": "@-1000"},
    "subjects": {"id": 9, "name": "Zoology", "key": "zoology"},
    "subject_synonyms": {"key": "numbers", "name": "Numbers", "subject_id": 1},
    "saved_coaches": {"student_id": 2, "coach_id": 4, "saved_at": "@-1"},
    "slot_alerts": {"student_id": 2, "coach_id": 4, "told_until": "@-1"},
    "coach_words": {"coach_id": 4, "named": "", "headline": "", "about": "", "place": ""},
    "coach_subjects": {"coach_id": 1, "subject_id": 1},
    "coach_languages": {"coach_id": 1, "language": "en"},
    "photos": {"coach_id": 4, "pixels": 96, "content": "X'78'"},
    "semesters": {"id": 9, "name": "Z", "key": "z", "first_day": "2028-01-01", "last_day": "2028-02-01"},
    "slots": {
        "id": 19, "coach_id": 1, "starts_at": "@40", "ends_at": "@42", "wall_time": "2027-03-03T01:00",
        "timezone": "UTC", "place": "", "status": "open", "created_at": "@-100", "withdrawn_at": None,
        "withdraw_reason": "", "rule_id": None, "reopened_at": None,
    },
    "weekly_rules": {
        "id": 9, "coach_id": 1, "weekdays": "2", "times": "18:00", "timezone": "UTC", "first_on": "2027-03-01",
        "last_on": None, "weeks_ahead": 4, "place": "", "created_at": "@-1", "paused_at": None, "deleted_at": None,
    },
    "calls": {
        "id": 29, "slot_id": 11, "coach_id": 1, "student_id": 3, "starts_at": "@30", "ends_at": "@32",
        "status": "confirmed", "note": "", "version": 1, "booked_at": "@-90", "moved_at": None, "move_reason": "",
        "answer_by": None, "confirmed_at": None,
        "outcome_at": None, "cancelled_at": None, "cancelled_by_id": None, "cancel_reason": "",
    },
    "commitments": {"call_id": 20, "person_id": 3, "starts_at": "@24", "ends_at": "@26"},
    "feedback": {
        "call_id": 24, "coach_id": 1, "satisfaction": 4, "shared_note": "", "private_note": "", "version": 1,
        "recorded_at": "@-10", "changed_at": None,
    },
    "feedback_versions": {
        "call_id": 22, "version": 7, "satisfaction": 4, "shared_note": "", "private_note": "", "recorded_at": "@-40",
    },
    "reviews": {
        "call_id": 24, "coach_id": 1, "student_id": 2, "rating": 4, "comment": "", "shows_first_name": False,
        "version": 1, "recorded_at": "@-10", "changed_at": None, "shown_from": "@-10", "reply": "", "replied_at": None,
        "hidden_at": None, "hidden_reason": "",
    },
    "review_versions": {"call_id": 22, "version": 7, "rating": 4, "comment": "", "recorded_at": "@-40"},
    "attendance": {
        "call_id": 24, "coach_id": 1, "student_id": 2, "claim": "coach_missed", "said_at": "@-10", "finding": None,
        "settled_at": None, "settled_by_id": None, "settled_reason": "",
    },
    "no_show_notices": {
        "call_id": 24, "student_id": 2, "kind": "pause", "told_at": "@-10", "until": "@90", "lifted_at": None,
        "lifted_reason": "",
    },
    "demand_counts": {"day": "2027-03-01", "want": "lost_race", "axis": "time", "value": "night", "times": 1},
    "holidays": {"id": 9, "name": "Z", "first_day": "2027-03-26", "last_day": "2027-03-29"},
    "next_steps": {
        "id": 9, "call_id": 22, "coach_id": 1, "student_id": 2, "body": "x", "agreed_at": "@-10", "done_at": None,
    },
    "note_drafts": {
        "call_id": 24, "coach_id": 1, "student_id": 2, "private_note": "", "shared_note": "", "next_steps": "",
        "version": "", "windows": "", "saved_at": "@-10",
    },
    "idempotency_records": {"user_id": 2, "key": "z", "request_hash": "x", "result": "1", "created_at": "@-1"},
    "sign_ins": {
        "id": 9, "user_id": 2, "token_hash": "z", "device": "", "created_at": "@-1", "seen_at": "@-1",
        "proved_at": "@-1",
    },
    "authenticators": {"user_id": 2, "secret": "z", "last_step": 0, "created_at": "@-1"},
    "recovery_codes": {"id": 9, "user_id": 1, "code_hash": "$argon2id$z"},
    "pending_sign_ins": {"id": 9, "user_id": 2, "token_hash": "z", "tries": 0, "created_at": "@-1"},
    "passkeys": {
        "id": 9, "user_id": 2, "credential_id": "X'39'", "public_key": "X'39'", "sign_count": 0, "name": "Phone",
        "created_at": "@-1", "used_at": None,
    },
    "spent_challenges": {"challenge_hash": "z", "spent_at": "@-1"},
    "phone_views": {"owner_id": 3, "viewer_id": 1, "day": "2027-03-01", "seen_at": "@-1"},
    "api_tokens": {
        "id": 9, "user_id": 2, "name": "z", "prefix": "z", "token_hash": "z" * 64, "scopes": "read",
        "created_at": "@-1", "expires_at": None, "last_used_at": None, "revoked_at": None,
    },
    "conversations": {
        "id": 9, "coach_id": 4, "student_id": 3, "opened_at": "@-9", "last_at": "@-9", "last_number": 3,
        "coach_read": 0, "student_read": 0, "coach_blocks": False, "student_blocks": False,
    },
    "messages": {"conversation_id": 1, "number": 9, "from_coach": True, "body": "x", "sent_at": "@-9"},
    "webhooks": {
        "id": 9, "user_id": 2, "url": "https://z", "events": "z", "secret": "z", "created_at": "@-1", "failures": 0,
        "failing_since": None, "paused_until": None, "disabled_at": None,
    },
    "webhook_deliveries": {
        "id": 9, "webhook_id": 1, "user_id": 1, "event_id": "z", "event": "z", "payload": "{}", "created_at": "@-1",
        "state": "waiting", "attempts": 0, "claimed_until": None, "tried_at": None, "last_status": None,
        "ended_at": None,
    },
    "calendar_feeds": {"user_id": 2, "token_hash": "z" * 64, "nonce": "z", "created_at": "@-1"},
    "calendar_connections": {
        "id": 9, "user_id": 2, "kind": "google", "server": "https://z.example.org", "account": "z", "secret": "z",
        "calendars": "{}", "address": "", "created_at": "@-1", "busy_calendars": "{}", "busy_use": "warn",
        "busy_due_at": "@0", "busy_claimed_until": None, "reached_at": None, "trouble": "", "failures": 0,
        "paused_until": None, "ended_at": None,
    },
    "calendar_entries": {
        "id": 9, "connection_id": 1, "user_id": 1, "uid": "z", "call_id": 20, "address": "", "etag": "",
        "state": "waiting", "change": 1, "attempts": 0, "next_attempt_at": "@0", "claimed_until": None,
    },
    "calendar_busy_times": {
        "id": 9, "connection_id": 1, "user_id": 1, "starts_at": "@1", "ends_at": "@2", "is_closed": False,
    },
    "holds": {
        "id": 9, "slot_id": 11, "student_id": 2, "reason": "waitlist", "call_id": None, "created_at": "@-1",
        "until": "@9",
    },
    "wishes": {
        "id": 9, "student_id": 2, "coach_id": 4, "subject_id": None, "weekdays": "", "times": "", "until_on": None,
        "joined_at": "@-1", "misses": 0, "paused_at": None, "left_at": None,
    },
    "offers": {
        "id": 9, "wish_id": 1, "student_id": 2, "coach_id": 1, "slot_id": 11, "made_at": "@-1", "until": "@9",
        "answer": "", "ended_at": None,
    },
    "time_off": {"id": 9, "coach_id": 1, "starts_at": "@70", "ends_at": "@80", "timezone": "UTC", "created_at": "@-1"},
    "muted_mails": {"user_id": 2, "sort": "z", "muted_at": "@-1"},
    "rate_hits": {"key": "z", "since": "@-1", "hits": 1},
    "outbox_messages": {
        "id": 9, "kind": "x", "user_id": 2, "address": "z@example.org", "payload": "{}", "created_at": "@-1",
        "dedup_key": "z", "state": "waiting", "due_at": "@-1", "next_attempt_at": "@-1", "attempts": 0,
        "claimed_until": None, "last_error": "", "ended_at": None,
    },
    "worker_beats": {"name": "z", "started_at": "@-1", "seen_at": "@-1", "trouble": ""},
    "audit_entries": {
        "id": 9, "at": "@-1", "actor_id": 1, "actor_name": "", "channel": "web", "action": "x", "object_kind": "x",
        "object_id": 1, "facts": "{}",
    },
}  # fmt: skip


def insert(table: str, **values: object) -> str:
    """Write an INSERT of a row that is right but for the given values."""
    row = {**DEFAULTS[table], **values}
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(map(_literal, row.values()))})"


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    is_bare = isinstance(value, int) or re.fullmatch(r"@-?\d+|X'[0-9a-f]*'", str(value))
    return str(value) if is_bare else f"'{value}'"


def run(connection: Connection, *statements: str) -> None:
    """Run statements in which @-3 is the instant three hours before NOW, as this database writes instants and bytes."""
    is_sqlite = connection.dialect.name == "sqlite"

    def instant(match: re.Match[str]) -> str:
        at = NOW + timedelta(hours=int(match[1]))
        return str((at - EPOCH) // MICROSECOND) if is_sqlite else f"timestamptz '{at.isoformat()}'"

    for statement in statements:
        if not is_sqlite:
            statement = re.sub(r"X'([0-9a-f]*)'", r"'\\x\1'", statement)
        connection.exec_driver_sql(re.sub(r"@(-?\d+)\b", instant, statement))


def person(number: int, **values: object) -> str:
    """Write a person's INSERT."""
    names = {"id": number, "email": f"p{number}@example.org", "stamp": f"t{number}"}
    return insert("users", **{**names, **values})


def ended_call(number: int, slot_id: int, starts: int, status: str | None = None) -> tuple[str, ...]:
    """Write a call of coach 1 and student 2 that lies in the past, with its slot and perhaps its outcome."""
    times = {"starts_at": f"@{starts}", "ends_at": f"@{starts + 2}"}
    made = (
        insert("slots", id=slot_id, **times),
        insert("calls", id=number, slot_id=slot_id, student_id=2, **times),
    )
    if status is None:
        return made
    return (*made, f"UPDATE calls SET status = '{status}', outcome_at = @{starts + 2} WHERE id = {number}")


# Coaches 1 and 4, students 2 and 3; slot 10 is booked by call 20, 11 and 12 are open, 13 is withdrawn, 18 was booked
# by call 28, which was cancelled, and is held for student 3; calls 22, 24, 27 and 49 took place, 25 was missed, 26 has
# no outcome; 22 has feedback and a review that is answered, 27 a review alone, 49 feedback alone. Coach 1 is off when
# open slot 40 begins.
WORLD = (
    *(person(number) for number in (1, 2, 3, 4)),
    insert("coach_profiles", user_id=1),
    insert("coach_profiles", user_id=4),
    insert("subjects", id=1, name="Algebra", key="algebra"),
    insert("subject_synonyms", key="sums", name="Sums"),
    insert("coach_words", coach_id=1),
    insert("saved_coaches", coach_id=1),
    insert("slot_alerts", coach_id=1),
    insert("semesters", id=1, key="a", first_day="2027-03-01", last_day="2027-06-30"),
    insert("slots", id=10, starts_at="@24", ends_at="@26"),
    insert("slots", id=11, starts_at="@30", ends_at="@32"),
    insert("slots", id=12, coach_id=4, starts_at="@25", ends_at="@27"),
    insert("slots", id=13, starts_at="@24", ends_at="@26", status="withdrawn", withdrawn_at="@-2"),
    insert("slots", id=18, starts_at="@50", ends_at="@52"),
    insert("calls", id=20, slot_id=10, student_id=2, starts_at="@24", ends_at="@26"),
    insert("calls", id=28, slot_id=18, student_id=2, starts_at="@50", ends_at="@52"),
    "UPDATE calls SET status = 'cancelled', cancelled_at = @-1 WHERE id = 28",
    *ended_call(22, 14, -50, "completed"),
    *ended_call(24, 15, -40, "completed"),
    *ended_call(25, 16, -30, "no_show"),
    *ended_call(26, 17, -20),
    *ended_call(27, 20, -70, "completed"),
    *ended_call(49, 49, -64, "completed"),
    insert("feedback", call_id=49, recorded_at="@-61"),
    insert("feedback", call_id=22, recorded_at="@-45"),
    "UPDATE feedback SET satisfaction = 5, version = 2, changed_at = @-44 WHERE call_id = 22",
    insert("reviews", call_id=27, recorded_at="@-67"),
    insert("reviews", call_id=22, recorded_at="@-45"),
    "UPDATE reviews SET rating = 5, version = 2, changed_at = @-44 WHERE call_id = 22",
    "UPDATE reviews SET reply = 'x', replied_at = @-43 WHERE call_id = 22",
    insert("attendance", call_id=25),
    insert("no_show_notices", call_id=25),
    insert("demand_counts", value="evening"),
    insert("holidays", id=1, name="Easter"),
    insert("next_steps", id=1),
    insert("note_drafts", call_id=22),
    insert("audit_entries", id=1),
    insert("idempotency_records", key="k"),
    insert("sign_ins", id=1, token_hash="a"),
    insert("authenticators", user_id=1),
    insert("recovery_codes", id=1),
    insert("pending_sign_ins", id=1, token_hash="a"),
    insert("passkeys", id=1, credential_id="X'31'"),
    insert("spent_challenges", challenge_hash="a"),
    insert("phone_views", owner_id=2),
    insert("api_tokens", id=1, token_hash="a" * 64),
    insert("conversations", id=1, coach_id=1, student_id=2),
    insert("messages", number=1),
    insert("webhooks", id=1, user_id=1),
    insert("webhook_deliveries", id=1, event_id="a"),
    insert("calendar_feeds", user_id=1, token_hash="a" * 64),
    insert("calendar_connections", id=1, user_id=1),
    insert("calendar_entries", id=1, uid="a"),
    insert("calendar_busy_times", id=1),
    insert("holds", id=1, slot_id=18, student_id=3),
    insert("wishes", id=1, student_id=3, coach_id=1),
    insert("wishes", id=2, student_id=3, coach_id=None, subject_id=1),
    insert("offers", id=1, student_id=3, slot_id=18),
    insert("slots", id=40, starts_at="@66", ends_at="@68"),
    insert("weekly_rules", id=1),
    insert("time_off", id=1, starts_at="@60", ends_at="@67"),
    insert("muted_mails", user_id=1),
    insert("rate_hits", key="a"),
    insert("outbox_messages", id=1, dedup_key="a"),
    insert("worker_beats", name="a"),
    insert("coach_languages"),
    insert("coach_subjects"),
    insert("photos"),
)
