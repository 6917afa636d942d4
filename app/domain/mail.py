"""Mail: what is sent, where it stands, and when it is tried again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

# What can be taken back within this time is told after it (RELIABILITY R4).
UNDO_TIME = timedelta(seconds=60)
# Whoever claims a mail has this long to send it; then it is anybody's again (F-08).
LEASE = timedelta(seconds=60)
# A mail that could not be sent for so long is given up (F-13).
GIVE_UP_AFTER = timedelta(days=1)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)


class MessageState(StrEnum):
    """Where a mail stands."""

    WAITING = "waiting"
    SENT = "sent"
    # Put into words on an installation that sends none.
    KEPT = "kept"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A calendar file and what it asks of a calendar: REQUEST or CANCEL."""

    method: str
    calendar: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail in words, ready to go."""

    address: str
    subject: str
    text: str
    html: str
    invitation: Invitation | None = None
    # More header lines, such as List-Unsubscribe.
    headers: Mapping[str, str] = field(default_factory=dict)


class DeliveryFailed(Exception):
    """A mail was not sent; the message says why, in one line."""


class ServerFailed(DeliveryFailed):
    """The server could not be talked to, whatever the mail: none has to be tried now."""


class NotNow(DeliveryFailed):
    """The mail was not taken this time; another time it may be."""


class Never(DeliveryFailed):
    """No server will ever take the mail."""


def message_id(dedup_key: str, host: str) -> str:
    """Return the Message-ID of a mail, the same however often it is sent, so that a second copy can be dropped."""
    return f"<{sha256(dedup_key.encode()).hexdigest()[:40]}@{host}>"


def wait_after(attempts: int, chance: float) -> timedelta:
    """Return how long to leave a mail after so many attempts; `chance`, from 0 to 1, spreads them (F-11)."""
    doublings = min(attempts - 1, 20)
    longest = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
    return longest * (0.5 + chance / 2)
