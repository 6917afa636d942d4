"""The record of who changed what, when and by which door."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from app.db import db
from app.domain.actors import Actor
from app.domain.request_id import present
from app.models import AuditEntry, User


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry as an administrator reads it."""

    number: int
    at: datetime
    who: str
    channel: str
    request_id: str
    action: str
    object_kind: str
    object_number: int
    facts: dict[str, Any]


def record(actor: Actor, action: str, kind: str, number: int, *, now: datetime, **facts: Any) -> None:
    """Write one entry into the transaction of the change it tells of (I-22).

    Facts hold numbers, codes, instants and reasons, never an address, a phone or a note: entries stay for good, and
    only a reason can be taken out of one, when its person is erased.
    """
    record_all(actor, action, kind, [number], now=now, **facts)


def record_all(actor: Actor, action: str, kind: str, numbers: Iterable[int], *, now: datetime, **facts: Any) -> None:
    """Write one entry for each of many objects to which the same was done, as `record` does."""
    record_each(actor, action, kind, dict.fromkeys(numbers, facts), now=now)


def record_each(actor: Actor, action: str, kind: str, facts: Mapping[int, Mapping[str, Any]], *, now: datetime) -> None:
    """Write one entry for each of many objects, each with facts of its own, as `record` does."""
    rows = [
        {
            "at": now,
            "actor_id": actor.user_id,
            "actor_name": actor.name if actor.is_admin else "",
            "channel": actor.channel.value,
            "request_id": present(),
            "action": action,
            "object_kind": kind,
            "object_id": number,
            "facts": {
                name: value.isoformat() if isinstance(value, datetime) else value for name, value in told.items()
            },
        }
        for number, told in facts.items()
    ]
    db.session.execute(insert(AuditEntry), rows)


def list_entries(
    *,
    actor_id: int | None = None,
    object_kind: str | None = None,
    object_number: int | None = None,
    request_id: str | None = None,
    since: datetime | None = None,
    limit: int,
) -> Sequence[AuditLine]:
    """Return the latest entries, newest first: by one person, about one object, of one request, from an instant on."""
    statement = select(AuditEntry, User.email).outerjoin(User, User.id == AuditEntry.actor_id)
    asked = {
        AuditEntry.actor_id: actor_id,
        AuditEntry.object_kind: object_kind,
        AuditEntry.object_id: object_number,
        AuditEntry.request_id: request_id,
    }
    statement = statement.where(*(column == value for column, value in asked.items() if value is not None))
    if since is not None:
        statement = statement.where(AuditEntry.at >= since)
    rows = db.session.execute(statement.order_by(AuditEntry.id.desc()).limit(limit))
    return [
        AuditLine(
            number=entry.id,
            at=entry.at,
            who=email or f"admin {entry.actor_name}",
            channel=entry.channel,
            request_id=entry.request_id,
            action=entry.action,
            object_kind=entry.object_kind,
            object_number=entry.object_id,
            facts=entry.facts,
        )
        for entry, email in rows
    ]
