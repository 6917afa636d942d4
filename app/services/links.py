"""What a link from a mail does when its button is pressed. Each works once (SEC-12)."""

from collections.abc import Sequence
from datetime import datetime

from app.db import db
from app.domain import passwords
from app.domain.errors import EmailTaken, LinkExpired
from app.domain.links import Link
from app.models import User
from app.services import accounts, audit, outbox, people, sign_ins, tokens
from app.services.integrity import translated


def check(link: Link, *, now: datetime) -> Sequence[str]:
    """Return the name and the address of a link's person. Raises LinkExpired if it cannot be used any more."""
    person = db.session.get(User, link.user_id)
    if person is None or person.deactivated_at is not None:
        raise LinkExpired()
    link.check(person.stamp, now=now)
    return person.name, person.email


def has_no_password(link: Link) -> bool:
    """Return whether the link's person has yet to choose a password."""
    person = db.session.get(User, link.user_id)
    return person is not None and person.password_hash == passwords.NONE


def confirm(link: Link, *, now: datetime) -> int:
    """Confirm that the account's address is its person's, and return the account's number. Raises LinkExpired."""
    person = _redeem(link, now=now)
    if person.confirmed_at is None:
        person.confirmed_at = now
        audit.record(accounts.self_of(person.id), "user.confirmed", "user", person.id, now=now)
    db.session.flush()
    return person.id


def reset_password(link: Link, *, password_hash: str, now: datetime) -> int:
    """Give the account another password and end its sessions; return its number. Raises LinkExpired.

    Whoever opens the mail owns the address, so it is confirmed too.
    """
    person = _redeem(link, now=now)
    person.password_hash = password_hash
    person.confirmed_at = person.confirmed_at or now
    sign_ins.end_all(person.id)
    tokens.revoke_all(person.id, now=now)
    outbox.write("password_changed", to=person, now=now)
    audit.record(accounts.self_of(person.id), "user.password_set", "user", person.id, now=now)
    return person.id


def change_address(link: Link, *, now: datetime) -> int:
    """Make the address that the link is about the account's, and tell the old one. Raises LinkExpired, EmailTaken."""
    person = _redeem(link, now=now)
    if people.find_by_email(link.about) is not None:
        raise EmailTaken(email=link.about)
    outbox.write("address_changed", to=person, now=now)
    person.email = link.about
    person.confirmed_at = person.confirmed_at or now
    with translated():
        db.session.flush()
    audit.record(accounts.self_of(person.id), "user.edited", "user", person.id, now=now, changed=["email"])
    return person.id


def _redeem(link: Link, *, now: datetime) -> User:
    """Return the link's person, locked, and make this link and all before it worthless."""
    people.lock([link.user_id], now=now)
    person = db.session.get(User, link.user_id, populate_existing=True)
    if person is None or person.deactivated_at is not None:
        raise LinkExpired()
    link.check(person.stamp, now=now)
    person.stamp = passwords.new_token()
    return person
