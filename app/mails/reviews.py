"""Mails about reviews: those that wait for a student, and one that a coach can read now."""

from datetime import datetime

from flask import current_app
from flask_babel import gettext

from app import formats
from app.domain.notifications import REVIEW_DUE
from app.mails import links
from app.mails.telling import Fact, Telling
from app.services import review_mails, review_views
from app.services.outbox import Message

SHOWN = 10


def tell(message: Message, *, now: datetime) -> Telling:
    """Return the calls that wait for a review, or what one says, as it stands now."""
    return _due(message, now) if message.kind == REVIEW_DUE else _new(message, now)


def _due(message: Message, now: datetime) -> Telling:
    waiting = review_mails.list_waiting(message.user_id, policy=current_app.config["COACHBOOK"].policy, now=now)
    facts = [
        Fact(formats.span(call.starts_at, call.ends_at), call.coach.name, links.absolute(f"/calls/{call.id}/review"))
        for call in waiting[:SHOWN]
    ]
    link = facts[0].link if len(facts) == 1 else links.absolute("/calls?view=past")
    return Telling(link=link, facts=facts, context={"count": len(waiting)})


def _new(message: Message, now: datetime) -> Telling:
    review = review_views.get_of_coach(message.payload["call"], message.user_id, now=now)
    link = links.absolute(f"/reviews#review-{message.payload['call']}")
    if review is None:
        return Telling(link=link)
    rating = str(gettext("%(rating)s of 5", rating=review.rating))
    facts = [Fact(str(gettext("Rating")), rating)]
    facts += [Fact(str(gettext("Comment")), review.comment)] if review.comment else []
    return Telling(link=link, facts=facts)
