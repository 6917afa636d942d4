"""A person's recovery codes: made anew, matched, spent."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from app.db import db
from app.domain import recovery
from app.domain.errors import AuthenticatorOff, WrongCode
from app.models import Authenticator, RecoveryCode, User
from app.services import accounts, audit, outbox


def count_left(user_id: int) -> int:
    """Return how many codes a person has left."""
    return db.session.scalar(select(func.count()).where(RecoveryCode.user_id == user_id)) or 0


def find_match(user_id: int, code: str) -> int | None:
    """Return the number of the person's code that this is, or None. Slow on purpose: call it unlocked."""
    rows = db.session.execute(select(RecoveryCode.id, RecoveryCode.code_hash).where(RecoveryCode.user_id == user_id))
    return recovery.find_match(code, {row.id: row.code_hash for row in rows})


def spend(code_id: int | None, *, user_id: int, now: datetime) -> None:
    """Use up the code that `find_match` has found, and tell its person. Raises WrongCode if it is gone, or was none."""
    spent = db.session.scalar(
        delete(RecoveryCode)
        .where(RecoveryCode.id == code_id, RecoveryCode.user_id == user_id)
        .returning(RecoveryCode.id)
    )
    if spent is None:
        raise WrongCode()
    left = count_left(user_id)
    outbox.write("recovery_code_used", to=db.session.get_one(User, user_id), now=now, left=left)
    audit.record(accounts.self_of(user_id), "recovery_code.used", "user", user_id, now=now, left=left)


def replace(*, user_id: int, password: str, hashes: Sequence[str], now: datetime) -> None:
    """Give a person who knows the password other codes. Raises WrongPassword, AuthenticatorOff."""
    person = accounts.prove(user_id=user_id, password=password)
    if db.session.get(Authenticator, user_id, with_for_update={"key_share": True}) is None:
        raise AuthenticatorOff()
    write(user_id, hashes)
    outbox.write("recovery_codes_made", to=person, now=now)
    audit.record(accounts.self_of(user_id), "recovery_codes.made", "user", user_id, now=now)


def write(user_id: int, hashes: Sequence[str]) -> None:
    """Keep these codes for a person, and no earlier ones."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    db.session.add_all(RecoveryCode(user_id=user_id, code_hash=code_hash) for code_hash in hashes)
    db.session.flush()
