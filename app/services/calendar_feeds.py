"""Private calendar addresses: made, made anew, ended, opened (SEC-08)."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select

from app.db import db
from app.domain.actors import Actor
from app.models import CalendarFeed, User
from app.services import audit


@dataclass(frozen=True, slots=True)
class Feed:
    """What is kept of a person's address."""

    nonce: str
    token_hash: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Whose calendar an address opens, and how they read it."""

    user_id: int
    locale: str
    timezone: str
    hour_cycle: str


def find(user_id: int) -> Feed | None:
    """Return what is kept of a person's address, or None if they have none."""
    row = db.session.get(CalendarFeed, user_id)
    return Feed(row.nonce, row.token_hash, row.created_at) if row else None


def renew(*, actor: Actor, user_id: int, nonce: str, token: str, now: datetime) -> None:
    """Give a person an address; the one they had ends (case G3)."""
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.user_id == user_id))
    db.session.add(CalendarFeed(user_id=user_id, nonce=nonce, token_hash=_hash(token), created_at=now))
    db.session.flush()
    audit.record(actor, "calendar.renewed", "user", user_id, now=now)


def end(*, actor: Actor, user_id: int, now: datetime) -> None:
    """Let a person's address open nothing any more."""
    ended = delete(CalendarFeed).where(CalendarFeed.user_id == user_id).returning(CalendarFeed.user_id)
    if db.session.scalar(ended) is not None:
        audit.record(actor, "calendar.ended", "user", user_id, now=now)


def find_subscriber(token: str) -> Subscriber | None:
    """Return whose calendar an address opens, or None: nobody's, or that of an account that is closed."""
    row = db.session.execute(
        select(User.id, User.locale, User.timezone, User.hour_cycle)
        .join(CalendarFeed, CalendarFeed.user_id == User.id)
        .where(CalendarFeed.token_hash == _hash(token), User.deactivated_at.is_(None))
    ).first()
    return Subscriber(*row) if row else None


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
