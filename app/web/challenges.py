"""Questions to passkeys: each is one browser's, for one purpose, for five minutes."""

import secrets
from enum import StrEnum

from flask import session

from app.domain.clock import utc_now
from app.domain.passkeys import LASTING


class Purpose(StrEnum):
    """What an answer does; one for the other purpose never does it."""

    ADD = "passkey.add"
    SIGN_IN = "passkey.sign-in"


def make(purpose: Purpose) -> bytes:
    """Return a new question for this browser, in place of an earlier one."""
    challenge = secrets.token_bytes(32)
    session[purpose] = [challenge.hex(), utc_now().timestamp()]
    return challenge


def find(purpose: Purpose) -> bytes | None:
    """Return the question that this browser was asked, or None if there is none, or it is too old."""
    challenge, asked_at = session.get(purpose, ("", 0))
    is_fresh = 0 <= utc_now().timestamp() - asked_at < LASTING.total_seconds()
    return bytes.fromhex(challenge) if challenge and is_fresh else None


def take(purpose: Purpose) -> bytes | None:
    """Return the question as `find` does, and let this browser forget it."""
    challenge = find(purpose)
    session.pop(purpose, None)
    return challenge
