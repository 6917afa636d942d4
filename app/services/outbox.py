"""Mails to be sent: facts now, words when they go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.db import db
from app.domain.errors import NotFound
from app.domain.links import fingerprint
from app.models import OutboxMessage, User


@dataclass(frozen=True, slots=True)
class Message:
    """One mail and the person it is for."""

    id: int
    kind: str
    address: str
    payload: dict[str, Any]
    created_at: datetime
    user_id: int
    name: str
    locale: str
    timezone: str
    hour_cycle: str
    fingerprint: str


def write(kind: str, *, to: User, address: str | None = None, now: datetime, **payload: Any) -> None:
    """Write a mail to a person, at their address or another, into the transaction of what it tells.

    Facts hold no secret and no phone number: a link is signed when the mail is put into words.
    """
    db.session.add(
        OutboxMessage(kind=kind, user_id=to.id, address=address or to.email, payload=payload, created_at=now)
    )
    db.session.flush()


def get(number: int) -> Message:
    """Return one mail. Raises NotFound."""
    row = db.session.execute(_with_people().where(OutboxMessage.id == number)).first()
    if row is None:
        raise NotFound(kind="mail", number=number)
    return _message(*row)


def list_latest(*, limit: int) -> Sequence[Message]:
    """Return the latest mails, newest first."""
    rows = db.session.execute(_with_people().order_by(OutboxMessage.id.desc()).limit(limit))
    return [_message(*row) for row in rows]


def _with_people() -> Any:
    return select(OutboxMessage, User).join(User, User.id == OutboxMessage.user_id)


def _message(row: OutboxMessage, person: User) -> Message:
    return Message(
        id=row.id,
        kind=row.kind,
        address=row.address,
        payload=row.payload,
        created_at=row.created_at,
        user_id=person.id,
        name=person.name,
        locale=person.locale,
        timezone=person.timezone,
        hour_cycle=person.hour_cycle,
        fingerprint=fingerprint(person.stamp),
    )
