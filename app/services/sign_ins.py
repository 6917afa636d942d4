"""The browsers a person is signed in with: begun, found again, listed, ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, select, update

from app.db import db
from app.domain import passwords
from app.domain.actors import Actor
from app.domain.errors import NotFound
from app.models import CoachProfile, PendingSignIn, SignIn, User
from app.services import audit, people

# Left alone for so long, or that old, a session has ended (ASVS 7.3).
IDLE, OLDEST = timedelta(hours=12), timedelta(days=14)
# How exactly it is known when a browser was last here: each page would else be a change to the database.
SEEN_EVERY = timedelta(minutes=10)
LONGEST_DEVICE = 200
# Asked for by every page, so built once; in the order of `Present`.
PRESENT: tuple[Any, ...] = (
    User.id, User.name, User.timezone, User.locale, User.hour_cycle, User.theme, User.enter_sends, User.week_start,
    CoachProfile.day_start_minutes, CoachProfile.user_id.is_not(None) & CoachProfile.removed_at.is_(None),
    SignIn.id, SignIn.seen_at, SignIn.proved_at,
)  # fmt: skip
RUNNING = (
    select(*PRESENT)
    .join(SignIn, SignIn.user_id == User.id)
    .outerjoin(CoachProfile, CoachProfile.user_id == User.id)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.seen_at > bindparam("idle_since"),
        SignIn.created_at > bindparam("old_since"),
        User.deactivated_at.is_(None),
    )
)


@dataclass(frozen=True)
class Present:
    """Who is at a browser, as every page needs them; `day_start_minutes` is None for who has never coached."""

    id: int
    name: str
    timezone: str
    locale: str
    hour_cycle: str
    theme: str
    enter_sends: bool
    week_start: str
    day_start_minutes: int | None
    is_coach: bool
    sign_in_id: int
    seen_at: datetime
    proved_at: datetime


@dataclass(frozen=True, slots=True)
class Device:
    """One browser in a person's own list."""

    id: int
    device: str
    created_at: datetime
    seen_at: datetime


def begin(*, user_id: int, device: str, stamp: str | None = None, now: datetime) -> str:
    """Begin a session and return the token that its browser alone will hold.

    `stamp` is the one that the person had when they showed their password. Raises BadCredentials if it has changed.
    """
    people.check_unchanged(user_id, stamp)
    db.session.execute(update(User).where(User.id == user_id).values(seen_at=now))
    db.session.execute(delete(SignIn).where(SignIn.user_id == user_id, _is_over(now)))
    token = passwords.new_token()
    sign_in = SignIn(
        user_id=user_id,
        token_hash=_hash(token),
        device=device[:LONGEST_DEVICE],
        created_at=now,
        seen_at=now,
        proved_at=now,
    )
    db.session.add(sign_in)
    db.session.flush()
    return token


def find(token: str, *, now: datetime) -> Present | None:
    """Return the active person whose browser holds this token, or None."""
    given = {"token_hash": _hash(token), "idle_since": now - IDLE, "old_since": now - OLDEST}
    row = db.session.execute(RUNNING, given).first()
    return Present(*row) if row else None


def see(sign_in_id: int, *, now: datetime) -> None:
    """Remember that the browser was here, and the person with it: an account left alone for long may be erased."""
    # The person first, as whoever locks one does.
    owner = select(SignIn.user_id).where(SignIn.id == sign_in_id).scalar_subquery()
    db.session.execute(update(User).where(User.id == owner).values(seen_at=now))
    db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now))


def prove(sign_in_id: int, *, now: datetime) -> None:
    """Remember that the person has just proved who they are."""
    db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(proved_at=now))


def list_of(user_id: int, *, now: datetime) -> Sequence[Device]:
    """Return the browsers a person is signed in with, the last seen first."""
    rows = db.session.scalars(
        select(SignIn).where(SignIn.user_id == user_id, ~_is_over(now)).order_by(SignIn.seen_at.desc(), SignIn.id)
    )
    return [Device(row.id, row.device, row.created_at, row.seen_at) for row in rows]


def end(*, actor: Actor, user_id: int, sign_in_id: int, now: datetime) -> None:
    """End one session of a person. Raises NotFound for one that is somebody else's."""
    ended = db.session.scalar(
        delete(SignIn).where(SignIn.id == sign_in_id, SignIn.user_id == user_id).returning(SignIn.id)
    )
    if ended is None:
        raise NotFound(kind="sign_in", number=sign_in_id)
    audit.record(actor, "sign_in.ended", "user", user_id, now=now)


def end_one(sign_in_id: int) -> None:
    """End the session that is signing out."""
    db.session.execute(delete(SignIn).where(SignIn.id == sign_in_id))


def end_all(user_id: int, *, but: int | None = None) -> int:
    """End a person's sessions, perhaps all but one, and what waits to become one; return how many sessions."""
    db.session.execute(delete(PendingSignIn).where(PendingSignIn.user_id == user_id))
    ending = delete(SignIn).where(SignIn.user_id == user_id).returning(SignIn.id)
    if but is not None:
        ending = ending.where(SignIn.id != but)
    return len(db.session.scalars(ending).all())


def _is_over(now: datetime) -> ColumnElement[bool]:
    return (SignIn.seen_at <= now - IDLE) | (SignIn.created_at <= now - OLDEST)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
