"""Putting one mail into words, as text and as HTML, from the same facts and the same blocks of one template."""

import re
from collections.abc import Callable
from datetime import datetime

from flask import current_app, render_template
from jinja2_fragments.flask import render_block

from app import formats
from app.domain.links import Link, Purpose
from app.domain.mail import Mail
from app.domain.notifications import (
    ATTENDANCE_SAID,
    ATTENDANCE_SETTLED,
    BOOKING_PAUSED,
    NEW_REVIEW,
    NO_SHOWS_WARNED,
    OPTIONAL,
    REVIEW_DUE,
    SLOTS_OPENED,
    WAITLIST_OFFER,
    WAITLIST_OVER,
    Notice,
    sort_of,
)
from app.domain.text import printable_line
from app.mails import accounts, attendance, calls, digests, links, messages, no_shows, reviews, slot_alerts, waitlist
from app.mails.telling import Telling
from app.services import conversations
from app.services.outbox import Message

# Who knows what each kind of mail says.
TELLERS: dict[str, Callable[..., Telling]] = {
    **dict.fromkeys(accounts.KINDS, accounts.tell),
    **dict.fromkeys(calls.KINDS, calls.tell),
    Notice.FEEDBACK_DUE: digests.tell,
    conversations.NEWS: messages.tell,
    SLOTS_OPENED: slot_alerts.tell,
    **dict.fromkeys((ATTENDANCE_SAID, ATTENDANCE_SETTLED), attendance.tell),
    **dict.fromkeys((REVIEW_DUE, NEW_REVIEW), reviews.tell),
    NO_SHOWS_WARNED: no_shows.tell,
    BOOKING_PAUSED: no_shows.tell,
    WAITLIST_OFFER: waitlist.tell,
    WAITLIST_OVER: waitlist.tell,
}
KINDS = tuple(TELLERS)


def put_into_words(message: Message, *, now: datetime) -> Mail:
    """Return the mail in its reader's language, with a link that is signed now. Case C10."""
    with formats.reading_as(locale=message.locale, timezone=message.timezone, hour_cycle=message.hour_cycle):
        return _write(message, now=now)


def _write(message: Message, *, now: datetime) -> Mail:
    telling = TELLERS[message.kind](message, now=now)
    programme = current_app.config["COACHBOOK"].programme_name
    said = {"programme": programme, "name": message.name, **telling.context}
    words = {
        block: render_block(f"email/{message.kind}/words.txt", block, **said).strip()
        for block in ("subject", "words", "action", "note")
    }
    stop = _stop(message, now)
    words["subject"] = printable_line(words["subject"])
    paragraphs = re.split(r"\n{2,}", words.pop("words"))
    said |= words | {
        "paragraphs": paragraphs,
        "facts": telling.facts,
        "link": telling.link,
        "ways": telling.ways,
        "stop": stop,
    }
    return Mail(
        address=message.address,
        subject=words["subject"],
        text=render_template("email/layout.txt", **said).strip() + "\n",
        html=render_template("email/layout.html", **said),
        invitation=telling.invitation,
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        if stop
        else {},
    )


def _stop(message: Message, now: datetime) -> str:
    """Return the link that switches mails of this sort off, which mail programmes may press themselves (RFC 8058)."""
    if message.kind not in OPTIONAL:
        return ""
    about = sort_of(message.kind, message.payload)
    return links.write(Link(Purpose.UNSUBSCRIBE, message.user_id, message.fingerprint, now, about))
