"""A call as calendars know it, and how a calendar is told."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import quote, urlencode
from uuid import UUID, uuid5

from app.domain.calls import CallStatus

# Ours alone, so that no other programme gives a call of ours the name of one of its own.
NAMESPACE = UUID("7b6f0c3e-5d0f-4f0a-9a53-0d4b0a3c9f61")

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0/deeplink/compose"
# An instant in UTC, as either reads it.
BASIC, EXTENDED = "%Y%m%dT%H%M%SZ", "%Y-%m-%dT%H:%M:%SZ"


class Method(StrEnum):
    """What a calendar file asks for (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and an address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One call in a calendar file: the same `uid` for life, and a `sequence` that rises with every change."""

    uid: str
    sequence: int
    status: CallStatus
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    summary: str
    url: str
    description: str = ""
    location: str = ""


def google_link(event: CalendarEvent, timezone: str) -> str:
    """Return where Google Calendar offers to add an event, in its reader's zone."""
    asked = {
        "action": "TEMPLATE",
        "text": event.summary,
        "dates": f"{event.starts_at.astimezone(UTC):{BASIC}}/{event.ends_at.astimezone(UTC):{BASIC}}",
        "ctz": timezone,
        "details": event.description,
        "location": event.location,
    }
    return f"{GOOGLE}?{urlencode(asked)}"


def outlook_link(event: CalendarEvent) -> str:
    """Return where Outlook offers to add an event; it shows it in the zone of its own settings."""
    asked = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": event.summary,
        "startdt": f"{event.starts_at.astimezone(UTC):{EXTENDED}}",
        "enddt": f"{event.ends_at.astimezone(UTC):{EXTENDED}}",
        "body": event.description,
        "location": event.location,
    }
    return f"{OUTLOOK}?{urlencode(asked, quote_via=quote)}"


def uid_of(first_call_id: int, booked_at: datetime) -> str:
    """Return the name that calendars know a call by, of its first booking: no move, undo or new address changes it."""
    return str(uuid5(NAMESPACE, f"{first_call_id} {booked_at.isoformat()}"))


def sequence_of(version: int) -> int:
    """Return how often a call has changed: 0 when it is booked. A call that brings one back counts on from there."""
    return version - 1
