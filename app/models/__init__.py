"""The tables: columns, the sentence each constraint enforces, relationships. No rules, no queries.

The triggers that keep what a constraint cannot, and those that tell of changes, stand in `migrations/versions/`:
`0002_rules.py`, `0007_semesters.py`, `0012_privacy.py`, `0017_chat.py`, `0020_reviews.py`, `0021_holds.py`,
`0022_time_off.py` and `0023_words.py`.
"""

from app.models.api_token import ApiToken
from app.models.attendance import Attendance
from app.models.audit import AuditEntry
from app.models.authenticator import Authenticator, RecoveryCode
from app.models.calendar_connection import CalendarBusyTime, CalendarConnection, CalendarEntry
from app.models.calendar_feed import CalendarFeed
from app.models.call import Call, Commitment
from app.models.coach import CoachLanguage, CoachProfile, CoachSubject, Subject, SubjectSynonym
from app.models.conversation import Conversation, Message
from app.models.demand import DemandCount
from app.models.feedback import Feedback, FeedbackVersion
from app.models.hold import Hold
from app.models.holiday import Holiday
from app.models.idempotency import IdempotencyRecord
from app.models.muted_mail import MutedMail
from app.models.next_step import NextStep, NoteDraft
from app.models.no_show import NoShowNotice
from app.models.outbox import OutboxMessage
from app.models.passkey import Passkey, SpentChallenge
from app.models.pending_sign_in import PendingSignIn
from app.models.phone_view import PhoneView
from app.models.photo import Photo
from app.models.rate import RateHit
from app.models.review import Review, ReviewVersion
from app.models.saved_coach import SavedCoach, SlotAlert
from app.models.semester import Semester
from app.models.sign_in import SignIn
from app.models.slot import Slot
from app.models.time_off import TimeOff
from app.models.user import User
from app.models.waitlist import Offer, Wish
from app.models.webhook import Webhook, WebhookDelivery
from app.models.weekly_rule import WeeklyRule
from app.models.words import CoachWords
from app.models.worker import WorkerBeat

__all__ = [
    "ApiToken",
    "Attendance",
    "AuditEntry",
    "Authenticator",
    "CalendarBusyTime",
    "CalendarConnection",
    "CalendarEntry",
    "CalendarFeed",
    "Call",
    "CoachLanguage",
    "CoachProfile",
    "CoachSubject",
    "CoachWords",
    "Commitment",
    "Conversation",
    "DemandCount",
    "Feedback",
    "FeedbackVersion",
    "Hold",
    "Holiday",
    "IdempotencyRecord",
    "Message",
    "MutedMail",
    "NextStep",
    "NoShowNotice",
    "NoteDraft",
    "Offer",
    "OutboxMessage",
    "Passkey",
    "PendingSignIn",
    "PhoneView",
    "Photo",
    "RateHit",
    "RecoveryCode",
    "Review",
    "ReviewVersion",
    "SavedCoach",
    "Semester",
    "SignIn",
    "Slot",
    "SlotAlert",
    "SpentChallenge",
    "Subject",
    "SubjectSynonym",
    "TimeOff",
    "User",
    "Webhook",
    "WebhookDelivery",
    "WeeklyRule",
    "Wish",
    "WorkerBeat",
]
