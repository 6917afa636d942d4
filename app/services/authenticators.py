"""A person's authenticator app: turned on with a code from it, asked at each sign-in, turned off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from app.db import db
from app.domain import codes, passwords
from app.domain.ciphers import Cipher, Unreadable
from app.domain.errors import AuthenticatorOff, AuthenticatorOn, WrongCode
from app.models import Authenticator, User
from app.services import accounts, audit, outbox, recovery_codes, sign_ins, tokens


@dataclass(frozen=True, slots=True)
class State:
    """What a person sees of their authenticator app."""

    created_at: datetime
    codes_left: int


def is_on(user_id: int) -> bool:
    """Return whether this person signs in with a code as well."""
    return db.session.scalar(select(Authenticator.user_id).where(Authenticator.user_id == user_id)) is not None


def find_state(user_id: int) -> State | None:
    """Return the state of a person's authenticator app, or None if they have none."""
    created_at = db.session.scalar(select(Authenticator.created_at).where(Authenticator.user_id == user_id))
    return None if created_at is None else State(created_at, recovery_codes.count_left(user_id))


def turn_on(
    *, user_id: int, secret: str, code: str, hashes: Sequence[str], keep: int, cipher: Cipher, now: datetime
) -> None:
    """Ask for a code at each sign-in from now on, once a right one shows that the app has the secret.

    `hashes` are those of the recovery codes. Every session but the one to keep ends: they began without a code.
    Raises WrongCode, AuthenticatorOn.
    """
    step = codes.step_of(code, secret, now=now)
    if step is None:
        raise WrongCode()
    person = db.session.get_one(User, user_id, with_for_update={"key_share": True})
    if is_on(user_id):
        raise AuthenticatorOn()
    db.session.add(Authenticator(user_id=user_id, secret=cipher.encrypt(secret), last_step=step, created_at=now))
    db.session.flush()
    recovery_codes.write(user_id, hashes)
    person.stamp = passwords.new_token()
    sign_ins.end_all(user_id, but=keep)
    tokens.revoke_all(user_id, now=now)
    outbox.write("second_factor_on", to=person, now=now)
    audit.record(accounts.self_of(user_id), "second_factor.on", "user", user_id, now=now)


def use_code(*, user_id: int, code: str, cipher: Cipher, now: datetime) -> None:
    """Use a code from the app, and keep the secret under today's key. Raises WrongCode; also for one that was used."""
    secret = _read_secret(user_id, cipher)
    step = codes.step_of(code, secret, now=now) if secret else None
    if secret is None or step is None:
        raise WrongCode()
    used = db.session.scalar(
        update(Authenticator)
        .where(Authenticator.user_id == user_id, Authenticator.last_step < step)
        .values(last_step=step, secret=cipher.encrypt(secret))
        .returning(Authenticator.user_id)
    )
    if used is None:
        raise WrongCode()


def turn_off(
    *, user_id: int, password: str, code: str, recovery_code_id: int | None, cipher: Cipher, now: datetime
) -> None:
    """Ask for no code any more. Raises WrongPassword, AuthenticatorOff, WrongCode.

    A recovery code, found by `recovery_codes.find_match`, does as well as one from the app.
    """
    person = accounts.prove(user_id=user_id, password=password)
    if not is_on(user_id):
        raise AuthenticatorOff()
    if recovery_code_id is None:
        use_code(user_id=user_id, code=code, cipher=cipher, now=now)
    else:
        recovery_codes.spend(recovery_code_id, user_id=user_id, now=now)
    forget(user_id)
    outbox.write("second_factor_off", to=person, now=now)
    audit.record(accounts.self_of(user_id), "second_factor.off", "user", user_id, now=now)


def forget(user_id: int) -> bool:
    """Take a person's app and recovery codes away; return whether there was one."""
    gone = db.session.scalar(
        delete(Authenticator).where(Authenticator.user_id == user_id).returning(Authenticator.user_id)
    )
    return gone is not None


def _read_secret(user_id: int, cipher: Cipher) -> str | None:
    """Return the secret; None if there is none, or it is under a key that is gone: then recovery codes still count."""
    kept = db.session.scalar(select(Authenticator.secret).where(Authenticator.user_id == user_id))
    try:
        return None if kept is None else cipher.decrypt(kept)
    except Unreadable:
        return None
