"""What people are told of calls: the kinds of mail, and who gets each."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from app.domain.calls import Role
from app.domain.reminders import name_of


class Notice(StrEnum):
    """What a mail tells of."""

    CALL_BOOKED = "call_booked"
    CALL_REQUESTED = "call_requested"
    CALL_CONFIRMED = "call_confirmed"
    CALL_DECLINED = "call_declined"
    CALL_LAPSED = "call_lapsed"
    CALL_MOVED = "call_moved"
    CALL_CANCELLED = "call_cancelled"
    REMINDER = "reminder"
    FEEDBACK_DUE = "feedback_due"


# Case C7: whoever acted is told too, for the mail is their receipt.
RECIPIENTS: dict[Notice, tuple[Role, ...]] = {
    Notice.CALL_BOOKED: (Role.COACH, Role.STUDENT),
    Notice.CALL_REQUESTED: (Role.COACH, Role.STUDENT),
    Notice.CALL_CONFIRMED: (Role.COACH, Role.STUDENT),
    Notice.CALL_DECLINED: (Role.COACH, Role.STUDENT),
    Notice.CALL_LAPSED: (Role.COACH, Role.STUDENT),
    Notice.CALL_MOVED: (Role.COACH, Role.STUDENT),
    Notice.CALL_CANCELLED: (Role.COACH, Role.STUDENT),
    Notice.REMINDER: (Role.COACH, Role.STUDENT),
    Notice.FEEDBACK_DUE: (Role.COACH,),
}

# That a call does not take place.
ENDINGS = (Notice.CALL_CANCELLED, Notice.CALL_DECLINED, Notice.CALL_LAPSED)
MESSAGES = "messages_waiting"
SLOTS_OPENED = "slots_opened"
NO_SHOWS_WARNED = "no_shows_warned"
BOOKING_PAUSED = "booking_paused"
REVIEW_DUE = "review_due"
NEW_REVIEW = "new_review"
ATTENDANCE_SAID = "attendance_said"
ATTENDANCE_SETTLED = "attendance_settled"
# A time is held for a student who waits; and it is so no more.
WAITLIST_OFFER = "waitlist_offer"
WAITLIST_OVER = "waitlist_over"
WAITLIST = (WAITLIST_OFFER, WAITLIST_OVER)
# What stands on the page of notifications.
SHOWN = (
    *Notice,
    MESSAGES,
    SLOTS_OPENED,
    NO_SHOWS_WARNED,
    BOOKING_PAUSED,
    REVIEW_DUE,
    NEW_REVIEW,
    *WAITLIST,
    ATTENDANCE_SAID,
    ATTENDANCE_SETTLED,
)
# What a person may do without; the other mails are receipts.
OPTIONAL = (Notice.REMINDER, Notice.FEEDBACK_DUE, MESSAGES, SLOTS_OPENED, REVIEW_DUE, NEW_REVIEW)


def sort_of(kind: str, payload: Mapping[str, Any]) -> str:
    """Return what a mail is to the person who may not want it: each reminder is a sort of its own."""
    return f"{kind}/{name_of(timedelta(minutes=payload['minutes']))}" if kind == Notice.REMINDER else kind


# The calls in a digest ended within these days: older ones are on the page, and nobody is asked for ever.
ASKED_FOR = timedelta(days=7)
