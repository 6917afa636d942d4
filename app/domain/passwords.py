"""What a password must be, and its Argon2id hash."""

import re
import secrets
import unicodedata
from collections.abc import Collection

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from zxcvbn import zxcvbn

from app.domain.errors import GuessablePassword, WeakPassword

SHORTEST, LONGEST = 10, 1000
# Kept for a person who has yet to choose one: no password is right.
NONE = ""
# Of 0 to 4: from here on guessing at the site takes years. Judging takes longer the more there is to judge.
SAFE_SCORE, JUDGED = 3, 72

hasher = PasswordHasher()


def make_hash(password: str, *, about: Collection[str] = ()) -> str:
    """Return the hash of a password that is long enough and not easily guessed, as leaked or common ones are.

    `about` are words that a guesser would try first, such as the person's name and address. Slow on purpose: call it
    unlocked. Raises WeakPassword, GuessablePassword.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(shortest=SHORTEST, longest=LONGEST)
    known = [word for text in about for word in (text, *re.split(r"\W+", text)) if word]
    if zxcvbn(password[:JUDGED], user_inputs=known)["score"] < SAFE_SCORE:
        raise GuessablePassword()
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
