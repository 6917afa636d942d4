"""An authenticator app in the hand of a test's person."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pyotp

from app.db import transact
from app.domain import recovery
from app.integrations.crypto import FernetCipher
from app.services import authenticators
from config import Config
from tests.factories import LONG_AGO

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = timedelta(seconds=30)
CIPHER = FernetCipher(Config.for_tests().secret_key, [])


def code_at(instant: datetime, secret: str = SECRET) -> str:
    """Return what the app shows at an instant."""
    return pyotp.TOTP(secret).at(instant)


def wrong_at(instant: datetime) -> str:
    """Return a code that the app shows neither then, nor a step before or after."""
    shown = {code_at(instant + step * STEP) for step in (-1, 0, 1)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in shown)


def turn_on(user_id: int, *, now: datetime = LONG_AGO) -> Sequence[str]:
    """Set an app up for a person; return their recovery codes."""
    new_codes = recovery.new_codes()
    hashes = recovery.make_hashes(new_codes)
    transact(
        lambda: authenticators.turn_on(
            user_id=user_id, secret=SECRET, code=code_at(now), hashes=hashes, keep=0, cipher=CIPHER, now=now
        )
    )
    return new_codes
