"""Mails about messages that nobody has read for a while."""

from datetime import datetime

from app import formats
from app.mails import links
from app.mails.telling import Fact, Telling
from app.services import conversation_views
from app.services.outbox import Message

SHOWN = 5


def tell(message: Message, *, now: datetime) -> Telling:
    """Return who wrote, and the beginning of what was not read, as it stands now."""
    thread = conversation_views.get(message.payload["conversation"], message.user_id)
    first = message.payload["read"]
    unread = [one for one in conversation_views.list_messages(thread, newer_than=first) if not one.is_own]
    facts = [Fact(formats.moment(one.sent_at), one.body[: conversation_views.EXCERPT]) for one in unread[:SHOWN]]
    return Telling(
        link=links.absolute(f"/messages/{thread.id}"),
        facts=facts,
        context={"count": len(unread), "other": thread.other_name, "more": len(unread) - len(facts)},
    )
