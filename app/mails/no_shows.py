"""Mails about calls that their reader missed."""

from datetime import datetime

from flask import current_app

from app import formats
from app.domain.notifications import BOOKING_PAUSED
from app.mails import links
from app.mails.telling import Fact, Telling
from app.services import call_views, no_shows
from app.services.call_shapes import Reader
from app.services.notices import NOBODY
from app.services.outbox import Message

SHOWN = 10


def tell(message: Message, *, now: datetime) -> Telling:
    """Return the missed calls as they stand now, each with its page, where the reader may contradict."""
    policy = current_app.config["COACHBOOK"].policy
    missed = no_shows.list_missed(message.user_id, policy=policy, now=now)
    calls = [call_views.get(one.call_id, Reader(NOBODY, policy, now)) for one in missed[:SHOWN]]
    facts = [
        Fact(formats.span(call.starts_at, call.ends_at), call.coach.name, links.absolute(f"/calls/{call.id}"))
        for call in calls
    ]
    context = {"count": len(missed), "period": policy.no_shows_period.days, "pause": policy.booking_pause.days}
    if message.kind == BOOKING_PAUSED:
        context["until"] = formats.moment(datetime.fromisoformat(message.payload["until"]))
    return Telling(link=links.absolute("/calls?view=past"), facts=facts, context=context)
