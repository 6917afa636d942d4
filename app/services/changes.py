"""Word of what others have changed, for whoever keeps pages up to date: calls, slots, conversations.

PostgreSQL tells at each commit (LISTEN). SQLite tells nobody, so it is asked again and again: its writers come one
after the other, which makes the numbers of rows their order.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import sleep
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, null, select
from sqlalchemy.exc import DBAPIError

from app.db import db
from app.models import AuditEntry, Call, Conversation, Message

CHANNEL = "coachbook"
KINDS = ("call", "slot")
# In seconds: between two looks at SQLite, until a silent PostgreSQL is asked whether it is there, after a failure.
LOOK, LISTEN, PAUSE = 0.25, 1.0, 1.0
MOST = 500
ROW: ColumnElement[int] = literal_column("messages.rowid")


@dataclass(frozen=True, slots=True)
class Change:
    """What has changed, as a word like call:7, and whom it concerns; None is everybody."""

    word: str
    people: frozenset[int] | None


def hear(is_over: Callable[[], bool]) -> Iterator[Change | None]:
    """Yield each change from now on; None says that some may have been missed, as when the database was away."""
    follow = _look if db.engine.dialect.name == "sqlite" else _listen
    while not is_over():
        try:
            for word in follow(is_over):
                yield from of(word) if word else [None]
        except DBAPIError:
            db.session.rollback()
            sleep(PAUSE)


def of(word: str) -> Sequence[Change]:
    """Return what a word means: a call is its two people's, and its slot, which others see no more, everybody's."""
    kind, _, number = word.partition(":")
    if kind == "slot":
        return [Change(word, None)]
    table: Any = Call if kind == "call" else Conversation
    slot = Call.slot_id if kind == "call" else null()
    row = db.session.execute(select(table.coach_id, table.student_id, slot).where(table.id == int(number))).first()
    # Nothing is read after that: a transaction that waits for the next word is ended by the database, and not by us.
    db.session.rollback()
    if row is None:
        return []
    coach_id, student_id, slot_id = row
    own = Change(word, frozenset((coach_id, student_id)))
    return [own, Change(f"slot:{slot_id}", None)] if kind == "call" else [own]


def _listen(is_over: Callable[[], bool]) -> Iterator[str]:
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"LISTEN {CHANNEL}")
        driver: Any = connection.connection.driver_connection
        yield ""
        while not is_over():
            for told in driver.notifies(timeout=LISTEN):
                yield told.payload
            connection.exec_driver_sql("SELECT 1")


def _look(is_over: Callable[[], bool]) -> Iterator[str]:
    entry, message = _last()
    yield ""
    while not is_over():
        sleep(LOOK)
        entries, messages = _since(entry, message)
        yield from [word for _, word in (*entries, *messages)]
        entry = max([entry, *(number for number, _ in entries)])
        message = max([message, *(number for number, _ in messages)])


def _last() -> tuple[int, int]:
    last = db.session.execute(
        select(
            select(func.max(AuditEntry.id)).scalar_subquery(),
            select(func.max(ROW)).select_from(Message).scalar_subquery(),
        )
    ).one()
    db.session.rollback()
    return last[0] or 0, last[1] or 0


def _since(entry: int, message: int) -> tuple[Sequence[tuple[int, str]], Sequence[tuple[int, str]]]:
    entries = db.session.execute(
        select(AuditEntry.id, AuditEntry.object_kind, AuditEntry.object_id)
        .where(AuditEntry.id > entry)
        .order_by(AuditEntry.id)
        .limit(MOST)
    ).all()
    messages = db.session.execute(
        select(ROW, Message.conversation_id).where(message < ROW).order_by(ROW).limit(MOST)
    ).all()
    db.session.rollback()
    return (
        [(number, f"{kind}:{about}") for number, kind, about in entries if kind in KINDS],
        [(number, f"conversation:{about}") for number, about in messages],
    )
