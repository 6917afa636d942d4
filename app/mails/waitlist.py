"""Mails about times that are held for somebody who waits, and about those that are so no more."""

from datetime import datetime

from flask_babel import gettext

from app import formats
from app.domain.notifications import WAITLIST_OFFER
from app.domain.waitlist import Answer
from app.mails import links
from app.mails.telling import Fact, Telling
from app.services import slot_views
from app.services.outbox import Message


def tell(message: Message, *, now: datetime) -> Telling:
    """Return what was offered, as it was then."""
    del now
    facts = message.payload
    starts_at, ends_at, until = (datetime.fromisoformat(facts[name]) for name in ("starts_at", "ends_at", "until"))
    slot, when = slot_views.get(facts["slot"]), formats.span(starts_at, ends_at)
    is_offer = message.kind == WAITLIST_OFFER
    return Telling(
        # Whoever is not signed in there is asked to do so; the page of a slot would tell them that it is held.
        link=links.absolute("/waitlist"),
        facts=[
            Fact(gettext("When"), gettext("%(hours)s in %(zone)s", hours=when, zone=formats.zone_name())),
            Fact(gettext("Coach"), slot.coach_name),
            *([Fact(gettext("Place"), slot.place)] if slot.place and is_offer else []),
        ],
        context={
            "coach": slot.coach_name,
            "when": when,
            "until": formats.moment(until),
            "is_gone": facts.get("answer") == Answer.OVER,
            "is_paused": facts.get("paused", False),
        },
    )
