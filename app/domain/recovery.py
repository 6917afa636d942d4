"""Codes for the day an authenticator app is lost: ten, each good once, kept as hashes."""

import re
import secrets
from collections.abc import Mapping, Sequence

from app.domain import passwords

HOW_MANY = 10
# No two that look alike. Twelve of them are 59 bits, behind a slow hash and few tries.
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
GROUPS, LETTERS = 3, 4
SHAPE = re.compile(rf"[{ALPHABET}]{{{GROUPS * LETTERS}}}")


def new_codes() -> Sequence[str]:
    """Return ten new codes as they are shown."""
    return ["-".join(_letters() for _ in range(GROUPS)) for _ in range(HOW_MANY)]


def make_hashes(codes: Sequence[str]) -> Sequence[str]:
    """Return the hashes of codes. Slow on purpose: call it unlocked."""
    return [passwords.hasher.hash(_plain(code)) for code in codes]


def find_match(code: str, hashes: Mapping[int, str]) -> int | None:
    """Return the number of the hash that is this code's, or None. Slow on purpose: call it unlocked."""
    plain = _plain(code)
    if not SHAPE.fullmatch(plain):
        return None
    return next((number for number, hashed in hashes.items() if passwords.is_right(plain, hashed)), None)


def _letters() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))


def _plain(code: str) -> str:
    return re.sub(r"[\s-]", "", code).lower()
