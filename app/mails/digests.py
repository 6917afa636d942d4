"""Mails that gather what waits for a person."""

from datetime import datetime

from flask import current_app

from app import formats
from app.domain.actors import Actor, Channel
from app.mails import links
from app.mails.telling import Fact, Telling
from app.services import call_views
from app.services.call_shapes import CallFilter, Reader
from app.services.outbox import Message

SHOWN = 10


def tell(message: Message, *, now: datetime) -> Telling:
    """Return the ended calls that wait for a coach's score, as they stand now."""
    reader = Reader(Actor(message.user_id, Channel.WEB), current_app.config["COACHBOOK"].policy, now)
    where = CallFilter(coach_id=message.user_id, lacks_feedback=True)
    waiting = call_views.list_calls(where, reader, limit=SHOWN, latest_first=True).items
    count = call_views.count(where, reader)
    facts = [
        Fact(
            formats.span(call.starts_at, call.ends_at),
            call.student.name,
            links.absolute(f"/calls/{call.id}/feedback"),
        )
        for call in waiting
    ]
    return Telling(link=links.absolute("/feedback"), facts=facts, context={"count": count, "more": count - len(facts)})
