"""Mails about times that a coach has opened."""

from datetime import datetime

from flask import current_app
from flask_babel import gettext

from app import formats
from app.mails import links
from app.mails.telling import Fact, Telling
from app.services import coach_views, slot_alerts
from app.services.outbox import Message

SHOWN = 5


def tell(message: Message, *, now: datetime) -> Telling:
    """Return the opened times that their reader can book, as it stands now."""
    coach = coach_views.get(message.payload["coach"], now=now)
    policy = current_app.config["COACHBOOK"].policy
    slots = slot_alerts.list_opened(message, policy=policy, now=now, limit=SHOWN + 1)
    facts = [
        Fact(formats.span(slot.starts_at, slot.ends_at), str(gettext("Book")), links.absolute(f"/slots/{slot.id}"))
        for slot in slots[:SHOWN]
    ]
    context = {"coach": coach.name, "count": len(facts), "has_more": len(slots) > SHOWN}
    return Telling(link=links.absolute(f"/coaches/{coach.id}"), facts=facts, context=context)
