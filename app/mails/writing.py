"""Putting one mail into words, as text and as HTML, from the same blocks of one template."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, render_template
from jinja2_fragments.flask import render_block

from app import formats
from app.domain.links import Link, Purpose
from app.mails import links
from app.services.outbox import Message

# What the button of each kind of mail is for; a mail without one only tells.
BUTTONS = {
    "confirm_address": Purpose.CONFIRM,
    "sign_in_link": Purpose.SIGN_IN,
    "reset_password": Purpose.RESET,
    "new_address": Purpose.NEW_ADDRESS,
    "invitation": Purpose.INVITATION,
}
KINDS = (*BUTTONS, "account_exists", "address_changed", "password_changed")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail ready to go."""

    address: str
    subject: str
    text: str
    html: str


def put_into_words(message: Message, *, now: datetime) -> Mail:
    """Return the mail in its reader's language, with a link that is signed now. Case C10."""
    with formats.reading_as(locale=message.locale, timezone=message.timezone, hour_cycle=message.hour_cycle):
        return _write(message, now=now)


def _write(message: Message, *, now: datetime) -> Mail:
    programme = current_app.config["COACHBOOK"].programme_name
    facts = {"programme": programme, "name": message.name, **message.payload}
    words = {
        block: render_block(f"email/{message.kind}/words.txt", block, **facts).strip()
        for block in ("subject", "words", "action", "note")
    }
    facts |= words
    facts["paragraphs"] = [part.strip() for part in words["words"].split("\n\n")]
    facts["link"] = _link(message, now=now)
    return Mail(
        address=message.address,
        subject=words["subject"],
        text=render_template("email/layout.txt", **facts).strip() + "\n",
        html=render_template("email/layout.html", **facts),
    )


def _link(message: Message, *, now: datetime) -> str:
    purpose = BUTTONS.get(message.kind)
    if purpose is None:
        return links.absolute("/login")
    link = Link(purpose, message.user_id, message.fingerprint, now, message.payload.get("about", ""))
    return links.write(link, next_page=message.payload.get("next", "/"))
