"""Mails about who came to a call: what its student says, and what the programme has settled."""

from datetime import datetime

from flask import current_app
from flask_babel import gettext

from app import formats
from app.domain.actors import Actor, Channel
from app.domain.attendance import Claim, Finding
from app.mails import links
from app.mails.telling import Fact, Telling
from app.services import call_views
from app.services.call_shapes import Reader
from app.services.outbox import Message


def tell(message: Message, *, now: datetime) -> Telling:
    """Return the call, what its student says of it and what was found, as it stands now."""
    reader = Reader(Actor(message.user_id, Channel.WEB), current_app.config["COACHBOOK"].policy, now)
    call = call_views.get(message.payload["call"], reader)
    other = call.student if call.coach.id == message.user_id else call.coach
    facts = [Fact(formats.span(call.starts_at, call.ends_at), other.name)]
    said = call.attendance
    if said is not None and said.settled_reason:
        facts.append(Fact(str(gettext("Reason")), said.settled_reason))
    context = {
        "other": other.name,
        "finding": said.finding if said else None,
        "coach_missed": said is not None and said.claim is Claim.COACH_MISSED,
        "is_disputed": said is not None and said.is_disputed,
        "Finding": Finding,
    }
    return Telling(link=links.absolute(f"/calls/{call.id}#attendance"), facts=facts, context=context)
