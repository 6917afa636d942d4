"""What becomes of a person's rows when they are erased (I-25): tests hold this to every table and column there is."""

from typing import Any

from app.models import (
    ApiToken,
    AuditEntry,
    Authenticator,
    CalendarBusyTime,
    CalendarConnection,
    CalendarEntry,
    CalendarFeed,
    Call,
    CoachLanguage,
    CoachProfile,
    CoachSubject,
    CoachWords,
    Commitment,
    Conversation,
    Feedback,
    FeedbackVersion,
    Hold,
    IdempotencyRecord,
    Message,
    MutedMail,
    OutboxMessage,
    Passkey,
    PendingSignIn,
    PhoneView,
    Photo,
    RecoveryCode,
    Review,
    ReviewVersion,
    SignIn,
    Slot,
    TimeOff,
    User,
    Webhook,
    WebhookDelivery,
    WeeklyRule,
)

# Rows that go, by the column that names whose they are; those that point at others of them stand in front.
REMOVED: tuple[Any, ...] = (
    RecoveryCode.user_id,
    Authenticator.user_id,
    Passkey.user_id,
    PendingSignIn.user_id,
    SignIn.user_id,
    ApiToken.user_id,
    WebhookDelivery.user_id,
    Webhook.user_id,
    CalendarBusyTime.user_id,
    CalendarEntry.user_id,
    CalendarConnection.user_id,
    CalendarFeed.user_id,
    OutboxMessage.user_id,
    MutedMail.user_id,
    Hold.student_id,
    TimeOff.coach_id,
    IdempotencyRecord.user_id,
    PhoneView.owner_id,
    Photo.coach_id,
    CoachLanguage.coach_id,
    CoachWords.coach_id,
)

# Rows that stay, so that calls can be counted, and what their columns say from then on.
EMPTIED: dict[Any, dict[str, str | bool | None]] = {
    User: {
        "phone": None,
        "phone_region": "",
        "timezone": "UTC",
        "locale": "en",
        "hour_cycle": "",
        "theme": "",
        "week_start": "monday",
        "password_hash": "",
        "seen_at": None,
    },
    CoachProfile: {"headline": "", "about": "", "place": "", "photo": "", "rate_cents": None, "currency": None},
    Slot: {"place": "", "withdraw_reason": ""},
    WeeklyRule: {"place": ""},
    Call: {"note": "", "move_reason": "", "cancel_reason": ""},
    Feedback: {"shared_note": "", "private_note": ""},
    FeedbackVersion: {"shared_note": "", "private_note": ""},
    Review: {"comment": "", "reply": "", "hidden_reason": "", "shows_first_name": False},
    ReviewVersion: {"comment": ""},
    # What the other wrote is the other's.
    Message: {"body": ""},
}

# What of them stays as it is: nobody can be told by it, or it is made anew by `erasure`.
LEFT: dict[Any, frozenset[str]] = {
    User: frozenset({"name", "email", "stamp"}),
    CoachProfile: frozenset({"caller"}),
    Slot: frozenset({"wall_time", "timezone", "status"}),
    WeeklyRule: frozenset({"weekdays", "times", "timezone"}),
    Call: frozenset({"status"}),
    # Only the reason in the facts is in somebody's words, and goes.
    AuditEntry: frozenset({"actor_name", "channel", "request_id", "action", "object_kind", "facts"}),
    Commitment: frozenset(),
    CoachSubject: frozenset(),
    Conversation: frozenset(),
}
