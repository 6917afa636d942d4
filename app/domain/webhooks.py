"""Telling other programs what happens: of what, how it is signed, and how long it is tried.

Signed as the open specification Standard Webhooks has it, so that libraries of many languages can verify it.
"""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import digest
from typing import Any
from uuid import uuid4

from app.domain.errors import BadEvents, BadWebhookUrl, Missing, TooLong
from app.domain.outgoing import PORTS, AddressRefused, parse_target

MOST_WEBHOOKS = 10
URL_LENGTH = 2000
# Tells a found secret for what it is.
MARK = "whsec_"
# Whoever claims a delivery has this long to send it; then it is anybody's again.
LEASE = timedelta(seconds=60)
# What fails for so long is given up.
GIVE_UP_AFTER = timedelta(days=1)
# What has ended is looked at for so long.
KEPT_FOR = timedelta(days=30)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)


class Event(StrEnum):
    """What a webhook can be told of."""

    CALL_BOOKED = "call.booked"
    CALL_REQUESTED = "call.requested"
    CALL_CONFIRMED = "call.confirmed"
    CALL_MOVED = "call.moved"
    CALL_CANCELLED = "call.cancelled"
    CALL_COMPLETED = "call.completed"
    CALL_NO_SHOW = "call.no_show"
    FEEDBACK_RECORDED = "feedback.recorded"
    FEEDBACK_CHANGED = "feedback.changed"
    SLOT_PUBLISHED = "slot.published"
    SLOT_WITHDRAWN = "slot.withdrawn"


class DeliveryState(StrEnum):
    """Where the telling of one event stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


def new_secret() -> str:
    """Return a secret of 256 random bits."""
    return MARK + b64encode(secrets.token_bytes(32)).decode()


def new_event_id() -> str:
    """Return what tells one event from all others."""
    return f"evt_{uuid4().hex}"


def check_events(names: Iterable[str]) -> tuple[Event, ...]:
    """Return the events of these names, each once. Raises BadEvents for none and for one there is not."""
    given = {name.strip() for name in names}
    unknown = given - set(Event)
    if unknown or not given:
        raise BadEvents(given=", ".join(sorted(unknown)), known=", ".join(Event))
    return tuple(event for event in Event if event in given)


def check_url(url: str, *, is_private_allowed: bool) -> str:
    """Return an address that may be told things; where its name leads is looked at each time (SEC-35).

    Raises Missing, TooLong, BadWebhookUrl.
    """
    url = url.strip()
    if not url:
        raise Missing("url")
    if len(url) > URL_LENGTH:
        raise TooLong("url", limit=URL_LENGTH, length=len(url))
    try:
        target = parse_target(url)
    except AddressRefused as error:
        raise BadWebhookUrl() from error
    if not is_private_allowed and (target.scheme != "https" or target.port not in PORTS):
        raise BadWebhookUrl()
    return url


def body_of(event_id: str, event: str, *, at: datetime, payload: dict[str, Any]) -> bytes:
    """Return what is sent of an event: at every attempt the same bytes."""
    created_at = at.isoformat(timespec="seconds").replace("+00:00", "Z")
    told = {"id": event_id, "type": event, "created_at": created_at, "data": payload}
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()


def sign(secret: str, event_id: str, body: bytes, *, now: datetime) -> dict[str, str]:
    """Return the headers that show who sends this, and when: HMAC-SHA256 over id, time and body."""
    timestamp = str(int(now.timestamp()))
    key = b64decode(secret.removeprefix(MARK))
    signature = b64encode(digest(key, f"{event_id}.{timestamp}.".encode() + body, sha256)).decode()
    return {
        "Content-Type": "application/json",
        "Webhook-Id": event_id,
        "Webhook-Timestamp": timestamp,
        "Webhook-Signature": f"v1,{signature}",
    }


def pause_after(failures: int, chance: float) -> timedelta:
    """Return how long to leave a webhook after so many failures in a row; `chance`, from 0 to 1, spreads them."""
    longest = min(FIRST_PAUSE * (1 << min(failures - 1, 20)), LONGEST_PAUSE)
    return longest * (0.5 + chance / 2)
