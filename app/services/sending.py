"""Who sends which mail, and what became of it: claims that end by themselves, and marks that only their owner sets.

A worker claims a mail and commits, sends it outside any transaction, and marks it. Should it die in between, its claim
ends (LEASE) and another worker sends the mail again with the same Message-ID. The number of attempts tells whose the
claim is: it rises with each, so that who comes late marks nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update

from app.db import db
from app.domain.mail import GIVE_UP_AFTER, LEASE, MessageState
from app.models import OutboxMessage
from app.services.outbox import Message, message_of, with_people

WhySkip = Callable[[Message], str]

# What is told of a mail whose workers have died over it, again and again.
INTERRUPTED = "every attempt was interrupted"


@dataclass(frozen=True, slots=True)
class Queue:
    """What the outbox holds, and since when the oldest mail that should have gone waits."""

    counts: dict[MessageState, int]
    due: int
    oldest_due_at: datetime | None


def is_any_due(*, now: datetime) -> bool:
    """Return whether there is a mail to claim; asking takes no lock."""
    return db.session.scalar(select(OutboxMessage.id).where(*_claimable(now)).limit(1)) is not None


def claim(*, now: datetime, why_skip: WhySkip) -> Message | None:
    """Take the mail that has waited longest, for the time of a lease; return None when nothing is due.

    `why_skip` tells why a mail has become pointless, if it has: it is skipped, in the transaction that would have
    claimed it (case C1). Two workers never take the same one (case C5): PostgreSQL passes over what another has locked,
    and on SQLite they take turns.
    """
    statement = with_people().where(*_claimable(now)).order_by(OutboxMessage.due_at, OutboxMessage.id).limit(1)
    while found := db.session.execute(statement.with_for_update(of=OutboxMessage, skip_locked=True)).first():
        row: OutboxMessage = found[0]
        if reason := why_skip(message_of(*found)):
            _end(row, MessageState.SKIPPED, reason, now)
        elif row.attempts and now - row.due_at >= GIVE_UP_AFTER:
            _end(row, MessageState.FAILED, row.last_error or INTERRUPTED, now)
        else:
            row.attempts += 1
            row.claimed_until = now + LEASE
            db.session.flush()
            return message_of(*found)
    return None


def mark_ended(message: Message, state: MessageState, *, reason: str = "", now: datetime) -> bool:
    """Write down how a claimed mail ended; return False if the claim had passed to another.

    One that was skipped while it was being sent has been sent all the same.
    """
    states = [MessageState.WAITING] if state is MessageState.FAILED else [MessageState.WAITING, MessageState.SKIPPED]
    return _mark(message, states, state=state, last_error=reason, ended_at=now, claimed_until=None)


def mark_waiting(message: Message, *, reason: str, next_attempt_at: datetime, now: datetime) -> bool:
    """Let a claimed mail wait for its next attempt, or give it up when it has waited for a day (F-13)."""
    if now - message.due_at >= GIVE_UP_AFTER:
        return mark_ended(message, MessageState.FAILED, reason=reason, now=now)
    return _mark(
        message, [MessageState.WAITING], last_error=reason, next_attempt_at=next_attempt_at, claimed_until=None
    )


def look(*, now: datetime) -> Queue:
    """Return what the outbox holds."""
    counted = db.session.execute(select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state))
    counts = dict.fromkeys(MessageState, 0) | {MessageState(state): number for state, number in counted}
    is_due = (OutboxMessage.state == MessageState.WAITING, OutboxMessage.due_at <= now)
    due, oldest = db.session.execute(select(func.count(), func.min(OutboxMessage.due_at)).where(*is_due)).one()
    return Queue(counts, due, oldest)


def _claimable(now: datetime) -> list[ColumnElement[bool]]:
    return [
        OutboxMessage.state == MessageState.WAITING,
        OutboxMessage.due_at <= now,
        OutboxMessage.next_attempt_at <= now,
        or_(OutboxMessage.claimed_until.is_(None), OutboxMessage.claimed_until <= now),
    ]


def _end(row: OutboxMessage, state: MessageState, reason: str, now: datetime) -> None:
    row.state, row.last_error, row.ended_at, row.claimed_until = state, reason, now, None
    db.session.flush()


def _mark(message: Message, states: list[MessageState], **values: Any) -> bool:
    is_ours = (OutboxMessage.id == message.id, OutboxMessage.attempts == message.attempts)
    marking = update(OutboxMessage).where(*is_ours, OutboxMessage.state.in_(states)).values(**values)
    return db.session.scalar(marking.returning(OutboxMessage.id)) is not None
