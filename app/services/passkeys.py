"""A person's passkeys: added, named, used to sign in, removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ScalarResult, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from app.db import db
from app.domain.errors import AccountDeactivated, NotFound, PasskeyRefused, TooManyPasskeys
from app.domain.passkeys import LASTING, MOST, NAME_LENGTH, KnownPasskey, NewPasskey
from app.domain.text import clean_line
from app.models import Passkey, SpentChallenge, User
from app.services import accounts, audit, outbox
from app.services.integrity import translated


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    """One passkey in its person's own list."""

    id: int
    name: str
    created_at: datetime
    used_at: datetime | None


def list_of(user_id: int) -> Sequence[PasskeyLine]:
    """Return a person's passkeys, the oldest first."""
    return [_line(row) for row in _rows(user_id)]


def get(user_id: int, passkey_id: int) -> PasskeyLine:
    """Return one of a person's passkeys. Raises NotFound; also for somebody else's."""
    return _line(_get(user_id, passkey_id))


def list_credential_ids(user_id: int) -> Sequence[bytes]:
    """Return what a person's devices call their keys, so that none makes a second one."""
    return [row.credential_id for row in _rows(user_id)]


def find(credential_id: bytes) -> KnownPasskey:
    """Return the passkey that a device calls so, of whomever. Raises PasskeyRefused if nobody has it."""
    row = db.session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))
    if row is None:
        raise PasskeyRefused()
    return KnownPasskey(row.id, row.user_id, row.public_key, row.sign_count)


def add(*, user_id: int, passkey: NewPasskey, name: str, challenge: bytes, now: datetime) -> None:
    """Let this key sign the person in. Raises PasskeyRefused, PasskeyExists, TooManyPasskeys, Missing, TooLong."""
    name = clean_line(name, field="name", limit=NAME_LENGTH, required=True)
    spend(challenge, now=now)
    person = db.session.get_one(User, user_id, with_for_update={"key_share": True})
    if (db.session.scalar(select(func.count()).where(Passkey.user_id == user_id)) or 0) >= MOST:
        raise TooManyPasskeys(most=MOST)
    row = Passkey(
        user_id=user_id,
        credential_id=passkey.credential_id,
        public_key=passkey.public_key,
        sign_count=passkey.sign_count,
        name=name,
        created_at=now,
    )
    db.session.add(row)
    with translated():
        db.session.flush()
    outbox.write("passkey_added", to=person, now=now, passkey=name)
    audit.record(accounts.self_of(user_id), "passkey.added", "user", user_id, now=now, passkey=row.id)


def use(passkey: KnownPasskey, *, sign_count: int, challenge: bytes, now: datetime) -> int:
    """Sign the passkey's person in: remember how often it has been used, and return the person's number.

    Raises PasskeyRefused, also when the answer was used before; AccountDeactivated.
    """
    spend(challenge, now=now)
    user_id: int | None = db.session.scalar(
        update(Passkey)
        # Of two answers at once, one has been counted from what is no longer so.
        .where(Passkey.id == passkey.id, Passkey.sign_count == passkey.sign_count)
        .values(sign_count=sign_count, used_at=now)
        .returning(Passkey.user_id)
    )
    if user_id is None:
        raise PasskeyRefused()
    if db.session.get_one(User, user_id).deactivated_at is not None:
        raise AccountDeactivated()
    return user_id


def rename(*, user_id: int, passkey_id: int, name: str) -> None:
    """Call a passkey something else. Raises NotFound, Missing, TooLong."""
    _get(user_id, passkey_id).name = clean_line(name, field="name", limit=NAME_LENGTH, required=True)
    db.session.flush()


def remove(*, user_id: int, passkey_id: int, password: str, now: datetime) -> None:
    """Let a passkey open nothing any more. Raises WrongPassword, NotFound."""
    person = accounts.prove(user_id=user_id, password=password)
    row = _get(user_id, passkey_id)
    db.session.delete(row)
    db.session.flush()
    outbox.write("passkey_removed", to=person, now=now, passkey=row.name)
    audit.record(accounts.self_of(user_id), "passkey.removed", "user", user_id, now=now, passkey=passkey_id)


def forget(user_id: int) -> int:
    """Take all passkeys of a person away; return how many."""
    return len(db.session.scalars(delete(Passkey).where(Passkey.user_id == user_id).returning(Passkey.id)).all())


def spend(challenge: bytes, *, now: datetime) -> None:
    """Let a question be answered no more. Raises PasskeyRefused if it was answered before."""
    db.session.execute(delete(SpentChallenge).where(SpentChallenge.spent_at < now - 2 * LASTING))
    try:
        with db.session.begin_nested():
            db.session.add(SpentChallenge(challenge_hash=sha256(challenge).hexdigest(), spent_at=now))
            db.session.flush()
    except IntegrityError as error:
        raise PasskeyRefused() from error


def _get(user_id: int, passkey_id: int) -> Passkey:
    row = db.session.scalar(select(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == user_id))
    if row is None:
        raise NotFound(kind="passkey", number=passkey_id)
    return row


def _rows(user_id: int) -> ScalarResult[Passkey]:
    return db.session.scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id))


def _line(row: Passkey) -> PasskeyLine:
    return PasskeyLine(row.id, row.name, row.created_at, row.used_at)
