"""What a password must be, and its Argon2id hash."""

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from app.domain.errors import WeakPassword

SHORTEST, LONGEST = 10, 1000

hasher = PasswordHasher()


def make_hash(password: str) -> str:
    """Return the hash of a password that is long enough. Raises WeakPassword. Slow on purpose: call it unlocked."""
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < 4:
        raise WeakPassword(shortest=SHORTEST, longest=LONGEST)
    return hasher.hash(_bytes(password))


def is_right(password: str, password_hash: str | None) -> bool:
    """Return whether the password is the hashed one; as slow for no hash, so that its absence cannot be timed."""
    try:
        return hasher.verify(password_hash or _nobody(), _bytes(password))
    except VerificationError:
        return False


def new_token() -> str:
    """Return 256 random bits as text."""
    return secrets.token_urlsafe(32)


def _bytes(password: str) -> bytes:
    # Keyboards differ in how they write an accent; what is too long is wrong whatever its end.
    return unicodedata.normalize("NFC", password[: LONGEST + 1]).encode("utf-8", "surrogatepass")


def _nobody() -> str:
    """Return a hash that no password matches, made at the cost of today's settings."""
    if hasher not in _NOBODY:
        _NOBODY[hasher] = hasher.hash(secrets.token_bytes(32))
    return _NOBODY[hasher]


_NOBODY: dict[PasswordHasher, str] = {}
