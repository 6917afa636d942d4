"""Chat: the caller's threads, their messages, and writing one."""

from flask import Blueprint

from app.api.caller import actor, caller, key
from app.api.endpoint import Answer, endpoint
from app.api.schemas.conversations import Conversation, Message, Messages, MessageSearch, NewMessage
from app.api.schemas.shape import Listed, Listing
from app.db import transact
from app.domain import errors
from app.domain.clock import utc_now
from app.domain.limits import MESSAGES_PERSON
from app.domain.tokens import Scope
from app.services import conversation_views, limits
from app.services import conversations as service

bp = Blueprint("api_conversations", __name__)

WRITING = (
    errors.NotFound, errors.ChatBlocked, errors.AnswerAwaited, errors.IdempotencyMismatch, errors.RateLimited,
)  # fmt: skip


@bp.get("/conversations")
@endpoint("List your conversations", scope=Scope.READ, query=Listing, answer=Listed[Conversation])
def index(query: Listing) -> Listed[Conversation]:
    """List the caller's threads, the last one written to in front."""
    found = conversation_views.list_own(caller().id, cursor=query.cursor, limit=query.limit)
    return Listed(items=[Conversation.of(thread) for thread in found.items], next_cursor=found.next_cursor)


@bp.get("/conversations/<number:conversation_id>/messages")
@endpoint("Read messages", scope=Scope.READ, query=MessageSearch, answer=Messages, refuses=(errors.NotFound,))
def show(conversation_id: int, query: MessageSearch) -> Messages:
    """Return messages in their order; nothing is marked as read."""
    thread = conversation_views.get(conversation_id, caller().id)
    found = conversation_views.list_messages(thread, newer_than=query.after, limit=query.limit)
    last = found[-1].number if found else thread.last_number
    return Messages(
        items=[Message.of(message) for message in found], next_after=last if last < thread.last_number else None
    )


@bp.post("/conversations/<number:conversation_id>/messages")
@endpoint(
    "Write a message",
    scope=Scope.WRITE,
    body=NewMessage,
    answer=Message,
    statuses=(201,),
    refuses=WRITING,
    takes_key=True,
)
def post(conversation_id: int, body: NewMessage) -> Answer:
    """Write to a thread that there is; one is begun on a coach's page."""

    def work() -> int:
        limits.take((MESSAGES_PERSON, str(caller().id)), now=utc_now())
        return service.post(actor=actor(), conversation_id=conversation_id, body=body.body, key=key(), now=utc_now())

    number = transact(work)
    thread = conversation_views.get(conversation_id, caller().id)
    [sent] = conversation_views.list_messages(thread, newer_than=number - 1, limit=1)
    return Answer(Message.of(sent), 201)
