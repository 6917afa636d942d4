"""The codes of authenticator apps (RFC 6238): six digits that change every half minute."""

import re
from datetime import datetime

import pyotp
from pyotp.exceptions import OTPVerificationError

# Clocks differ: the codes before and after the present one count as well.
WINDOW = 1
GROUP = 4


def new_secret() -> str:
    """Return 160 random bits as an app takes them."""
    return pyotp.random_base32()


def in_groups(secret: str) -> str:
    """Return a secret as it can be read off and typed."""
    return " ".join(secret[start : start + GROUP] for start in range(0, len(secret), GROUP))


def address(secret: str, *, email: str, programme: str) -> str:
    """Return what the picture for the app says: the secret, and what the app calls it."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=programme)


def step_of(code: str, secret: str, *, now: datetime) -> int | None:
    """Return the half minute that the code belongs to, or None if it is of none around now."""
    digits = re.sub(r"[\s-]", "", code)
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(digits, for_time=now, valid_window=WINDOW)
    except OTPVerificationError:
        return None
