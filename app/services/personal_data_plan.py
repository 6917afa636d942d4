"""What a person is given of the rows that are theirs alone: tests hold this to every table and column there is."""

from dataclasses import dataclass
from typing import Any

from app.models import (
    ApiToken,
    Attendance,
    Authenticator,
    CalendarBusyTime,
    CalendarConnection,
    CalendarEntry,
    CalendarFeed,
    CoachLanguage,
    CoachProfile,
    CoachWords,
    Hold,
    IdempotencyRecord,
    MutedMail,
    NoShowNotice,
    NoteDraft,
    Offer,
    OutboxMessage,
    Passkey,
    PendingSignIn,
    Photo,
    RecoveryCode,
    SavedCoach,
    SignIn,
    Slot,
    SlotAlert,
    TimeOff,
    User,
    Webhook,
    WebhookDelivery,
    WeeklyRule,
    Wish,
)


@dataclass(frozen=True, slots=True)
class Own:
    """A table in which a column names whose row it is; what is withheld are secrets and how the programme works."""

    kind: str
    owner: Any
    given: tuple[str, ...]
    withheld: frozenset[str] = frozenset()


OWN = (
    Own(
        "account",
        User.id,
        (
            "id", "email", "name", "phone", "phone_region", "timezone", "locale", "hour_cycle", "theme", "week_start",
            "shares_steps", "enter_sends", "created_at", "confirmed_at", "seen_at", "deactivated_at",
        ),
        frozenset({"password_hash", "stamp", "erased_at"}),
    ),
    Own(
        "coach_profile",
        CoachProfile.user_id,
        (
            "headline", "about", "place", "is_online", "uses_whatsapp", "caller", "approves", "rate_cents", "currency",
            "day_start_minutes", "buffer_minutes", "notice_minutes", "created_at", "removed_at",
        ),
        frozenset({"user_id", "photo"}),
    ),
    Own("languages", CoachLanguage.coach_id, ("language",), frozenset({"coach_id"})),
    Own(
        "slots",
        Slot.coach_id,
        ("id", "starts_at", "ends_at", "wall_time", "timezone", "place", "status", "created_at", "reopened_at",
         "withdrawn_at", "withdraw_reason", "rule_id"),
        frozenset({"coach_id"}),
    ),
    Own(
        "sign_ins",
        SignIn.user_id,
        ("device", "created_at", "seen_at", "proved_at"),
        frozenset({"id", "user_id", "token_hash"}),
    ),
    Own(
        "passkeys",
        Passkey.user_id,
        ("name", "created_at", "used_at"),
        frozenset({"id", "user_id", "credential_id", "public_key", "sign_count"}),
    ),
    Own("authenticator", Authenticator.user_id, ("created_at",), frozenset({"user_id", "secret", "last_step"})),
    Own(
        "api_tokens",
        ApiToken.user_id,
        ("name", "prefix", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at"),
        frozenset({"id", "user_id", "token_hash"}),
    ),
    Own(
        "webhooks",
        Webhook.user_id,
        ("id", "url", "events", "created_at", "disabled_at"),
        frozenset({"user_id", "secret", "failures", "failing_since", "paused_until"}),
    ),
    Own(
        "webhook_deliveries",
        WebhookDelivery.user_id,
        ("webhook_id", "event_id", "event", "payload", "created_at", "state", "tried_at", "last_status", "ended_at"),
        frozenset({"id", "user_id", "attempts", "claimed_until"}),
    ),
    Own(
        "calendars",
        CalendarConnection.user_id,
        ("id", "kind", "server", "account", "calendars", "address", "busy_calendars", "busy_use", "created_at",
         "reached_at", "trouble", "ended_at"),
        frozenset({"user_id", "secret", "busy_due_at", "busy_claimed_until", "failures", "paused_until"}),
    ),
    Own(
        "calendar_entries",
        CalendarEntry.user_id,
        ("connection_id", "call_id", "uid", "address", "state"),
        frozenset({"id", "user_id", "etag", "change", "attempts", "next_attempt_at", "claimed_until"}),
    ),
    Own(
        "busy_times",
        CalendarBusyTime.user_id,
        ("starts_at", "ends_at", "is_closed"),
        frozenset({"id", "connection_id", "user_id"}),
    ),
    Own("calendar_address", CalendarFeed.user_id, ("created_at",), frozenset({"user_id", "token_hash", "nonce"})),
    Own(
        "held_slots",
        Hold.student_id,
        ("slot_id", "reason", "call_id", "created_at", "until"),
        frozenset({"id", "student_id"}),
    ),
    Own(
        "time_off",
        TimeOff.coach_id,
        ("starts_at", "ends_at", "timezone", "created_at"),
        frozenset({"id", "coach_id"}),
    ),
    Own(
        "weekly_rules",
        WeeklyRule.coach_id,
        ("id", "weekdays", "times", "timezone", "first_on", "last_on", "weeks_ahead", "place", "created_at",
         "paused_at", "deleted_at"),
        frozenset({"coach_id"}),
    ),
    Own(
        "note_drafts",
        NoteDraft.coach_id,
        ("call_id", "private_note", "shared_note", "next_steps", "saved_at"),
        frozenset({"coach_id", "student_id", "version", "windows"}),
    ),
    Own(
        "attendance",
        Attendance.student_id,
        ("call_id", "claim", "said_at", "finding", "settled_at", "settled_reason"),
        frozenset({"coach_id", "student_id", "settled_by_id"}),
    ),
    Own(
        "missed_calls",
        NoShowNotice.student_id,
        ("call_id", "kind", "told_at", "until", "lifted_at", "lifted_reason"),
        frozenset({"student_id"}),
    ),
    Own("saved_coaches", SavedCoach.student_id, ("coach_id", "saved_at"), frozenset({"student_id"})),
    Own("slot_alerts", SlotAlert.student_id, ("coach_id", "told_until"), frozenset({"student_id"})),
    Own(
        "wishes",
        Wish.student_id,
        ("id", "coach_id", "subject_id", "weekdays", "times", "until_on", "joined_at", "misses", "paused_at",
         "left_at"),
        frozenset({"student_id"}),
    ),
    Own(
        "offers",
        Offer.student_id,
        ("wish_id", "coach_id", "slot_id", "made_at", "until", "answer", "ended_at"),
        frozenset({"id", "student_id"}),
    ),
    Own("muted_mails", MutedMail.user_id, ("sort", "muted_at"), frozenset({"user_id"})),
    Own(
        "mails",
        OutboxMessage.user_id,
        ("kind", "address", "payload", "created_at", "state", "ended_at", "read_at"),
        frozenset({"id", "user_id", "dedup_key", "due_at", "next_attempt_at", "attempts", "claimed_until",
                   "last_error"}),
    ),
)  # fmt: skip

# Theirs too, and nothing to read: hashes, words that are given as texts, and pictures, which are given as pictures.
WITHHELD: tuple[Any, ...] = (RecoveryCode, PendingSignIn, IdempotencyRecord, Photo, CoachWords)
