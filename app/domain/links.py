"""The links in mails: what each is for, and how long it can be used. It is used once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest

from app.domain.errors import LinkExpired


class Purpose(StrEnum):
    """What a link does; one for another purpose never opens anything (ASVS 9.2.1)."""

    CONFIRM = "confirm"
    SIGN_IN = "sign-in"
    RESET = "reset"
    NEW_ADDRESS = "new-address"
    INVITATION = "invitation"
    UNSUBSCRIBE = "unsubscribe"


LASTING = {
    Purpose.CONFIRM: timedelta(days=2),
    Purpose.SIGN_IN: timedelta(minutes=15),
    Purpose.RESET: timedelta(minutes=30),
    Purpose.NEW_ADDRESS: timedelta(days=1),
    Purpose.INVITATION: timedelta(days=14),
    # It takes a mail from its reader and gives nothing, so that it works as long as the mail is kept.
    Purpose.UNSUBSCRIBE: timedelta(days=3650),
}


@dataclass(frozen=True, slots=True)
class Link:
    """What a link in a mail carries, signed: for whom, since when, and what else it is about."""

    purpose: Purpose
    user_id: int
    fingerprint: str
    issued_at: datetime
    about: str = ""

    def check(self, stamp: str, *, now: datetime) -> None:
        """Raise LinkExpired if its time has passed, or if the account has changed or used a link since."""
        is_fresh = self.issued_at <= now < self.issued_at + LASTING[self.purpose]
        if not compare_digest(self.fingerprint, fingerprint(stamp)) or not is_fresh:
            raise LinkExpired()


def fingerprint(stamp: str) -> str:
    """Return what a link shows of an account's stamp."""
    return sha256(stamp.encode()).hexdigest()[:16]
