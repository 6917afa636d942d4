"""Mails to be sent: facts now, words when they go."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Text, case, cast, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.db import JSONDocument, UTCDateTime, db
from app.domain.errors import NotFound
from app.domain.links import fingerprint
from app.domain.mail import MessageState
from app.models import OutboxMessage, User


@dataclass(frozen=True, slots=True)
class Message:
    """One mail, where it stands, and the person it is for."""

    id: int
    dedup_key: str
    kind: str
    address: str
    payload: dict[str, Any]
    created_at: datetime
    state: MessageState
    due_at: datetime
    next_attempt_at: datetime
    attempts: int
    claimed_until: datetime | None
    last_error: str
    ended_at: datetime | None
    user_id: int
    name: str
    locale: str
    timezone: str
    hour_cycle: str
    fingerprint: str
    # Whether it goes to the person's own address, as that is now.
    is_to_owner: bool


def write(
    kind: str,
    *,
    to: User,
    address: str | None = None,
    now: datetime,
    dedup_key: str | None = None,
    delay: timedelta = timedelta(0),
    **payload: Any,
) -> bool:
    """Write a mail to a person, at their address or another, into the transaction of what it tells.

    With a key that was written before nothing is (I-13), nor to somebody who is erased, and False is returned. `delay`
    leaves time to take it back: see `skip`. Facts hold no secret and no phone number: a link is signed when the mail is
    put into words.
    """
    if to.erased_at is not None:
        return False
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    statement = insert(OutboxMessage).values(
        dedup_key=dedup_key or f"{kind}/{uuid4()}",
        kind=kind,
        user_id=to.id,
        address=address or to.email,
        payload=payload,
        created_at=now,
        state=MessageState.WAITING,
        due_at=now + delay,
        next_attempt_at=now + delay,
        attempts=0,
        last_error="",
    )
    written = db.session.scalar(
        statement.on_conflict_do_nothing(index_elements=["dedup_key"]).returning(OutboxMessage.id)
    )
    return written is not None


def write_to(
    ids: Collection[int],
    kind: str,
    *,
    about: str,
    now: datetime,
    delay: timedelta = timedelta(0),
    read_by: int | None = None,
    **payload: Any,
) -> None:
    """Write the same mail to several people, as `write` does: each key is what it is about and the person's number.

    To one of them, `read_by`, it is nothing new.
    """
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    due_at = literal(now + delay, UTCDateTime())
    told = {
        "dedup_key": literal(f"{about}/") + cast(User.id, Text),
        "kind": literal(kind),
        "user_id": User.id,
        "address": User.email,
        "payload": literal(payload, JSONDocument()),
        "created_at": literal(now, UTCDateTime()),
        "state": literal(MessageState.WAITING.value),
        "due_at": due_at,
        "next_attempt_at": due_at,
        "attempts": literal(0),
        "last_error": literal(""),
        "read_at": case((User.id == read_by, literal(now, UTCDateTime()))),
    }
    people = select(*told.values()).where(User.id.in_(ids)).order_by(User.id)
    db.session.execute(
        insert(OutboxMessage).from_select(list(told), people).on_conflict_do_nothing(index_elements=["dedup_key"])
    )


def skip(prefix: str, *, reason: str, now: datetime) -> int:
    """Take back the mails whose key begins so and that wait, and return how many. Case C1.

    One that is being sent at this moment may still go; then it counts as sent.
    """
    is_meant = OutboxMessage.dedup_key.startswith(prefix, autoescape=True)
    statement = (
        update(OutboxMessage)
        .where(OutboxMessage.state == MessageState.WAITING, is_meant)
        .values(state=MessageState.SKIPPED, last_error=reason, claimed_until=None, ended_at=now)
        .returning(OutboxMessage.id)
    )
    return len(db.session.scalars(statement).all())


def get(number: int) -> Message:
    """Return one mail. Raises NotFound."""
    row = db.session.execute(with_people().where(OutboxMessage.id == number)).first()
    if row is None:
        raise NotFound(kind="mail", number=number)
    return message_of(*row)


def list_latest(*, limit: int, state: MessageState | None = None) -> Sequence[Message]:
    """Return the latest mails, of one state or all, newest first."""
    statement = with_people().order_by(OutboxMessage.id.desc()).limit(limit)
    rows = db.session.execute(statement.where(OutboxMessage.state == state) if state else statement)
    return [message_of(*row) for row in rows]


def with_people() -> Any:
    """Return the selection of mails with the people they are for."""
    return select(OutboxMessage, User).join(User, User.id == OutboxMessage.user_id)


def message_of(row: OutboxMessage, person: User) -> Message:
    """Return a row of `with_people` as a mail."""
    return Message(
        id=row.id,
        dedup_key=row.dedup_key,
        kind=row.kind,
        address=row.address,
        payload=row.payload,
        created_at=row.created_at,
        state=MessageState(row.state),
        due_at=row.due_at,
        next_attempt_at=row.next_attempt_at,
        attempts=row.attempts,
        claimed_until=row.claimed_until,
        last_error=row.last_error,
        ended_at=row.ended_at,
        user_id=person.id,
        name=person.name,
        locale=person.locale,
        timezone=person.timezone,
        hour_cycle=person.hour_cycle,
        fingerprint=fingerprint(person.stamp),
        is_to_owner=row.address == person.email,
    )
