"""What a person was told of calls and messages, on a page: the rows that go as mail, whether or not one went."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select, update

from app.db import alias_of, db
from app.domain.errors import NotFound
from app.domain.mail import MessageState
from app.domain.notifications import MESSAGES, SHOWN
from app.models import Call, Conversation, OutboxMessage, User
from app.services import paging
from app.services.muting import IS_MUTED
from app.services.paging import PAGE_SIZE, Page

KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Notification:
    """One thing that happened, as it was then, and the other person it happened with, as they are called now."""

    id: int
    kind: str
    at: datetime
    is_new: bool
    facts: Mapping[str, Any]
    other_name: str
    is_coach: bool


def list_own(user_id: int, *, now: datetime, cursor: str | None = None, limit: int = PAGE_SIZE) -> Page[Notification]:
    """Return what a person was told of in the last 30 days, latest first."""
    at, number = OutboxMessage.due_at, OutboxMessage.id
    statement = (
        select(OutboxMessage)
        .where(*_told(user_id, now - KEPT, now), *paging.after(cursor, at, number, descending=True))
        .order_by(at.desc(), number.desc())
        .limit(limit + 1)
    )
    rows = db.session.scalars(statement).all()
    page = paging.page_of(rows, limit, lambda row: (row.due_at, row.id))
    with_whom = {
        "call": _with_whom(Call, user_id, (row.payload.get("call") for row in page.items)),
        "conversation": _with_whom(Conversation, user_id, (row.payload.get("conversation") for row in page.items)),
        "coach": _coaches(row.payload.get("coach") for row in page.items),
    }
    return Page([_notification(row, with_whom) for row in page.items], page.next_cursor)


def count_new(user_id: Any, *, since: Any, until: Any) -> Select[*tuple[Any, ...]]:
    """Return the statement that counts what a person has not seen yet of what they were told in a time."""
    return select(func.count()).where(*_told(user_id, since, until), OutboxMessage.read_at.is_(None))


def mark(user_id: int, number: int | None = None, *, now: datetime) -> None:
    """Take one of a person's notifications as seen, or all of them. Raises NotFound for one that is not theirs."""
    meant = (
        _told(user_id, now - KEPT, now)
        if number is None
        else [*_told(user_id, now - KEPT, now), OutboxMessage.id == number]
    )
    if number is not None and db.session.scalar(select(OutboxMessage.id).where(*meant)) is None:
        raise NotFound(kind="notification", number=number)
    db.session.execute(update(OutboxMessage).where(*meant, OutboxMessage.read_at.is_(None)).values(read_at=now))


def mark_thread(user_id: int | None, conversation_id: int, *, now: datetime) -> None:
    """Take what a person was told of the messages of one conversation as seen."""
    rows = select(OutboxMessage).where(
        OutboxMessage.user_id == user_id, OutboxMessage.kind == MESSAGES, OutboxMessage.read_at.is_(None)
    )
    for row in db.session.scalars(rows):
        if row.payload.get("conversation") == conversation_id:
            row.read_at = now


def _told(user_id: Any, since: Any, until: Any) -> list[ColumnElement[bool]]:
    """Return which rows tell a person something: not what became pointless before anybody heard of it."""
    return [
        OutboxMessage.user_id == user_id,
        OutboxMessage.kind.in_(SHOWN),
        OutboxMessage.due_at.between(since, until),
        or_(OutboxMessage.state != MessageState.SKIPPED, OutboxMessage.last_error == IS_MUTED),
    ]


def _with_whom(table: Any, user_id: int, numbers: Iterable[int | None]) -> dict[int, tuple[str, bool]]:
    """Return the name of the other person of each of these calls or conversations, and whether the person coaches."""
    wanted = {number for number in numbers if number is not None}
    if not wanted:
        return {}
    other = alias_of(User)
    is_coach = table.coach_id == user_id
    pairs = select(table.id, other.name, is_coach).join(
        other, other.id == case((is_coach, table.student_id), else_=table.coach_id)
    )
    found = db.session.execute(pairs.where(table.id.in_(wanted)))
    return {number: (name, bool(coaches)) for number, name, coaches in found}


def _coaches(numbers: Iterable[int | None]) -> dict[int, tuple[str, bool]]:
    wanted = {number for number in numbers if number is not None}
    if not wanted:
        return {}
    return {
        number: (name, False)
        for number, name in db.session.execute(select(User.id, User.name).where(User.id.in_(wanted)))
    }


def _notification(row: OutboxMessage, with_whom: Mapping[str, Mapping[int, tuple[str, bool]]]) -> Notification:
    found = (people.get(row.payload.get(about, 0)) for about, people in with_whom.items())
    name, is_coach = next((pair for pair in found if pair), ("", False))
    return Notification(row.id, row.kind, row.due_at, row.read_at is None, row.payload, name, is_coach)
