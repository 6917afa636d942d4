"""Chat, as one of its two people reads it."""

from typing import Literal

from pydantic import Field

from app.api.schemas.shape import Instant, Number, Shape
from app.db import LARGEST_NUMBER
from app.domain.calls import Role
from app.services.conversation_views import MessageView, Thread


class Person(Shape):
    """The other person."""

    id: Number
    name: str


class Conversation(Shape):
    """The thread of a coach and a student; `role` is what the caller is in it."""

    id: Number
    role: Literal[Role.COACH, Role.STUDENT]
    other: Person
    last_at: Instant
    unread: int

    @classmethod
    def of(cls, thread: Thread) -> "Conversation":
        """Return what the API tells of a thread."""
        return cls(
            id=thread.id,
            role=thread.role,
            other=Person(id=thread.other_id, name=thread.other_name),
            last_at=thread.last_at,
            unread=thread.unread,
        )


class MessageSearch(Shape):
    """Which messages, in the order in which they were sent."""

    limit: int = Field(default=50, ge=1, le=100, description="How many at most.")
    after: int = Field(default=0, ge=0, le=LARGEST_NUMBER, description="Only those after this number.")


class Message(Shape):
    """One message; numbers count from 1 in each conversation. An empty body is one whose author was erased."""

    number: Number
    author: Literal["you", "other"]
    body: str
    sent_at: Instant

    @classmethod
    def of(cls, message: MessageView) -> "Message":
        """Return what the API tells of a message."""
        author: Literal["you", "other"] = "you" if message.is_own else "other"
        return cls(number=message.number, author=author, body=message.body, sent_at=message.sent_at)


class Messages(Shape):
    """Some messages, and the number to ask on after, or null at the end."""

    items: list[Message]
    next_after: int | None


class NewMessage(Shape):
    """What is written."""

    body: str
