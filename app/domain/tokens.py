"""Tokens with which a program acts for a person: what they may, and how they look."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from app.domain.errors import BadScope, ExpiryInPast

# Tells a found token for what it is, to people and to programs that look for leaked secrets.
MARK = "cb_"
# How much of a token is kept to recognise it by; what stays secret is 208 bits.
SHOWN = len(MARK) + 8


class Scope(StrEnum):
    """What a token may be used for."""

    READ = "read"
    WRITE = "write"


class TokenStatus(StrEnum):
    """Whether a token still counts."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


def new_api_token() -> str:
    """Return a token of 256 random bits."""
    return MARK + secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Return the only thing that is kept of a token; at that length no slow hash is needed."""
    return sha256(token.encode()).hexdigest()


def check_scopes(names: Iterable[str]) -> tuple[Scope, ...]:
    """Return scopes, each once; whoever may write may read. Raises BadScope for none and for one there is not."""
    given = {name.strip().lower() for name in names}
    unknown = given - set(Scope)
    if unknown or not given:
        raise BadScope(given=", ".join(sorted(unknown)), known=", ".join(Scope))
    return (Scope.READ, Scope.WRITE) if Scope.WRITE in given else (Scope.READ,)


def check_expiry(expires_at: datetime | None, *, now: datetime) -> None:
    """Raise ExpiryInPast for a token that would never count."""
    if expires_at is not None and expires_at <= now:
        raise ExpiryInPast()


def status_of(*, expires_at: datetime | None, revoked_at: datetime | None, now: datetime) -> TokenStatus:
    """Return whether a token still counts."""
    if revoked_at is not None:
        return TokenStatus.REVOKED
    return TokenStatus.EXPIRED if expires_at is not None and expires_at <= now else TokenStatus.ACTIVE
