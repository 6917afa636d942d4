"""Chat as one of its two people reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, or_, select

from app.db import alias_of, db
from app.domain.calls import Role
from app.domain.chat import Standing, check_can_write
from app.domain.errors import DomainError, NotFound
from app.domain.words import fold
from app.models import Conversation, Message, User
from app.services import conversations
from app.services.paging import PAGE_SIZE, Page, after, page_of

# Messages on one page of a thread.
SHOWN = 50
EXCERPT = 120
WRITTEN = ("with", "by", "sent_at", "body")

Coach, Student = alias_of(User, "coach"), alias_of(User, "student")


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation, the other person in it, and where the reader stands."""

    id: int
    role: Role
    other_id: int
    other_name: str
    last_number: int
    read_number: int
    last_at: datetime
    is_blocked: bool
    blocks: bool
    # Why the reader cannot write now, if they cannot.
    refusal: DomainError | None = None
    has_booked: bool = False
    excerpt: str = ""
    is_own: bool = False

    @property
    def unread(self) -> int:
        """Return how many messages the reader has not seen."""
        return self.last_number - self.read_number


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message; an empty body is one whose author was erased."""

    number: int
    is_own: bool
    author: str
    body: str
    sent_at: datetime


def list_own(user_id: int, *, is_new: bool = False, cursor: str | None = None, limit: int = PAGE_SIZE) -> Page[Thread]:
    """Return a person's threads, the last one written to in front, with the beginning of its last message.

    `is_new` leaves out those in which they have seen everything.
    """
    statement = (
        _threads(user_id)
        .add_columns(func.substr(Message.body, 1, EXCERPT), Message.from_coach)
        .join(
            Message,
            (Message.conversation_id == Conversation.id) & (Message.number == Conversation.last_number),
        )
        .where(*([_has_new(user_id)] if is_new else []))
        .where(*after(cursor, Conversation.last_at, Conversation.id, descending=True))
        .order_by(Conversation.last_at.desc(), Conversation.id.desc())
        .limit(limit + 1)
    )
    rows = db.session.execute(statement).all()
    threads = [
        _thread(row, names, user_id, excerpt=excerpt, is_own=from_coach == (row.coach_id == user_id))
        for row, *names, excerpt, from_coach in rows
    ]
    return page_of(threads, limit, lambda thread: (thread.last_at, thread.id))


def get(conversation_id: int, user_id: int) -> Thread:
    """Return one thread of the person's. Raises NotFound for anybody else."""
    found = db.session.execute(_threads(user_id).where(Conversation.id == conversation_id)).first()
    if found is None:
        raise NotFound(kind="conversation", number=conversation_id)
    row, *names = found
    standing = conversations.standing(row)
    role = Role.COACH if row.coach_id == user_id else Role.STUDENT
    return _thread(row, names, user_id, refusal=_refusal(role, standing), has_booked=standing.has_booked)


def list_messages(
    thread: Thread, *, newer_than: int | None = None, older_than: int | None = None, limit: int = SHOWN
) -> Sequence[MessageView]:
    """Return messages in the order in which they were sent: the last ones, or those after or before a number."""
    statement = select(Message).where(Message.conversation_id == thread.id)
    if newer_than is not None:
        rows = db.session.scalars(statement.where(Message.number > newer_than).order_by(Message.number).limit(limit))
        return [_view(row, thread) for row in rows]
    if older_than is not None:
        statement = statement.where(Message.number < older_than)
    rows = db.session.scalars(statement.order_by(Message.number.desc()).limit(limit))
    return [_view(row, thread) for row in reversed(rows.all())]


def find_messages(thread: Thread, words: str, *, limit: int = SHOWN) -> Sequence[MessageView]:
    """Return the messages that hold these words, marks and capitals aside, the newest in front.

    Neither database folds letters by itself, and a thread is short enough to be read.
    """
    wanted, found = fold(words), []
    statement = select(Message).where(Message.conversation_id == thread.id).order_by(Message.number.desc())
    for row in db.session.scalars(statement.execution_options(yield_per=500)):
        if wanted in fold(row.body):
            found.append(_view(row, thread))
        if len(found) == limit:
            break
    return found


def list_all(user_id: int) -> Sequence[dict[str, Any]]:
    """Return all that was written in a person's threads, for their own archive."""
    rows = db.session.execute(
        _threads(user_id)
        .add_columns(Message)
        .join(Message, Message.conversation_id == Conversation.id)
        .order_by(Conversation.id, Message.number)
    )
    found = [(_thread(row, names, user_id), message) for row, *names, message in rows]
    return [
        {
            "with": thread.other_name,
            "by": "you" if message.from_coach == (thread.role is Role.COACH) else "the other",
            "sent_at": message.sent_at,
            "body": message.body,
        }
        for thread, message in found
    ]


def unread_threads(user_id: Any) -> Select[int]:
    """Return the statement that counts a person's threads with something new."""
    return select(func.count()).select_from(Conversation).where(_is_of(user_id), _has_new(user_id))


def _threads(user_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(Conversation, Coach.name, Student.name)
        .join(Coach, Coach.id == Conversation.coach_id)
        .join(Student, Student.id == Conversation.student_id)
        .where(_is_of(user_id))
    )


def _has_new(user_id: Any) -> Any:
    read = case((Conversation.coach_id == user_id, Conversation.coach_read), else_=Conversation.student_read)
    return read < Conversation.last_number


def _is_of(user_id: Any) -> Any:
    return or_(Conversation.coach_id == user_id, Conversation.student_id == user_id)


def _thread(row: Conversation, names: Sequence[str], user_id: int, **more: Any) -> Thread:
    is_coach = row.coach_id == user_id
    return Thread(
        id=row.id,
        role=Role.COACH if is_coach else Role.STUDENT,
        other_id=row.student_id if is_coach else row.coach_id,
        other_name=names[1] if is_coach else names[0],
        last_number=row.last_number,
        read_number=row.coach_read if is_coach else row.student_read,
        last_at=row.last_at,
        is_blocked=row.coach_blocks or row.student_blocks,
        blocks=row.coach_blocks if is_coach else row.student_blocks,
        **more,
    )


def _view(row: Message, thread: Thread) -> MessageView:
    is_own = row.from_coach == (thread.role is Role.COACH)
    return MessageView(row.number, is_own, "" if is_own else thread.other_name, row.body, row.sent_at)


def _refusal(role: Role, standing: Standing) -> DomainError | None:
    try:
        check_can_write(role, standing)
    except DomainError as error:
        return error
    return None
