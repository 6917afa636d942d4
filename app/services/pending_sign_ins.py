"""Sign-ins that wait for the second factor: begun, tried a few times, ended. None of them opens anything."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, delete, select, update

from app.db import db
from app.domain import passwords
from app.domain.errors import SignInEnded
from app.models import PendingSignIn, User
from app.services import outbox, people

LASTING = timedelta(minutes=10)
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Try:
    """Whose code is being tried, and whether this is the last time."""

    user_id: int
    is_last: bool


def begin(*, user_id: int, stamp: str | None = None, now: datetime) -> str:
    """Begin to wait for a person's code and return the token that their browser alone will hold.

    Raises BadCredentials as `sign_ins.begin` does.
    """
    people.check_unchanged(user_id, stamp)
    db.session.execute(delete(PendingSignIn).where(PendingSignIn.created_at <= now - LASTING))
    token = passwords.new_token()
    db.session.add(PendingSignIn(user_id=user_id, token_hash=_hash(token), created_at=now))
    db.session.flush()
    return token


def is_waiting(token: str, *, now: datetime) -> bool:
    """Return whether a code can still be tried."""
    return db.session.scalar(select(PendingSignIn.id).where(_is_open(token, now))) is not None


def take_try(token: str, *, now: datetime) -> Try:
    """Count a try. Raises SignInEnded when there were five, ten minutes have passed, or the account is closed.

    It is counted in a transaction of its own, before the code is looked at: many at once are not more tries.
    """
    taken = db.session.execute(
        update(PendingSignIn)
        .where(_is_open(token, now))
        .values(tries=PendingSignIn.tries + 1)
        .returning(PendingSignIn.user_id, PendingSignIn.tries)
    ).first()
    if taken is None:
        raise SignInEnded()
    return Try(taken.user_id, is_last=taken.tries >= MOST_TRIES)


def give_up(token: str, *, now: datetime) -> None:
    """End it after the last wrong code, and tell the person that somebody else may know their password."""
    user_id = db.session.scalar(
        delete(PendingSignIn).where(PendingSignIn.token_hash == _hash(token)).returning(PendingSignIn.user_id)
    )
    if user_id is not None:
        outbox.write("wrong_codes", to=db.session.get_one(User, user_id), now=now)


def end(token: str) -> None:
    """End it, now that the person has come in. Raises SignInEnded if something else has ended it since."""
    ended = delete(PendingSignIn).where(PendingSignIn.token_hash == _hash(token)).returning(PendingSignIn.id)
    if db.session.scalar(ended) is None:
        raise SignInEnded()


def _is_open(token: str, now: datetime) -> ColumnElement[bool]:
    is_active = select(User.id).where(User.id == PendingSignIn.user_id, User.deactivated_at.is_(None)).exists()
    return (
        (PendingSignIn.token_hash == _hash(token))
        & (PendingSignIn.created_at > now - LASTING)
        & (PendingSignIn.tries < MOST_TRIES)
        & is_active
    )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
