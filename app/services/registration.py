"""Coming in: signing up, and asking for a link by mail. The answer never tells whether an account exists (SEC-15)."""

from datetime import datetime
from typing import Any

from app.db import db
from app.domain import passwords
from app.domain.contacts import normal_email
from app.domain.errors import EmailTaken, RateLimited
from app.domain.limits import ADDRESS_ACCOUNT, MAIL_ACCOUNT, NOTICE_ACCOUNT, Limit
from app.models import User
from app.services import accounts, limits, outbox, people


def sign_up(
    *, email: str, name: str, phone: str, phone_region: str, timezone: str, locale: str, password_hash: str,
    next_page: str, now: datetime,
) -> None:  # fmt: skip
    """Make an account whose address is still to be confirmed, and write to that address.

    An account that is there already is left as it is, and its owner is told (SEC-10). One that nobody has confirmed is
    nobody's yet: no password that was typed for it counts, for nobody can tell whose they were, and whoever reads the
    mail chooses one; what was said second stays, and so does what the programme said of a person it invites. Raises
    BadEmail, BadPhone, BadTimezone, BadLocale, and the errors of `text.clean`.
    """
    earlier = people.find_by_email(email, locked=True)
    if earlier is not None and earlier.confirmed_at is None and earlier.deactivated_at is None:
        if earlier.password_hash != passwords.NONE:
            earlier.password_hash = passwords.NONE
            earlier.stamp = passwords.new_token()
            accounts.edit(
                actor=accounts.self_of(earlier.id), email=email, name=name, phone=phone, phone_region=phone_region,
                timezone=timezone, locale=locale, now=now,
            )  # fmt: skip
        _mail("confirm_address", earlier, limit=NOTICE_ACCOUNT, now=now, next=next_page)
        return
    try:
        with db.session.begin_nested():
            accounts.create(
                actor=None, email=email, name=name, phone=phone, phone_region=phone_region, timezone=timezone,
                locale=locale, password_hash=password_hash, is_confirmed=False, now=now,
            )  # fmt: skip
    except EmailTaken:
        db.session.expire_all()
        _mail("account_exists", people.get_by_email(email), limit=NOTICE_ACCOUNT, now=now)
    else:
        _mail("confirm_address", people.get_by_email(email), limit=NOTICE_ACCOUNT, now=now, next=next_page)


def send_link(kind: str, *, email: str, next_page: str, now: datetime) -> None:
    """Write a mail with a link to this address if an active account has it, three times an hour (SEC-14).

    Raises BadEmail.
    """
    address = normal_email(email)
    person = people.find_by_email(address)
    if person is not None and person.deactivated_at is None:
        _mail(kind, person, limit=MAIL_ACCOUNT, now=now, next=next_page)
    else:
        # The same work as for somebody's address, so that the time it takes tells nothing.
        _may_mail(address, MAIL_ACCOUNT, now=now)


def ask_for_address(*, person_id: int, password: str, email: str, now: datetime) -> None:
    """Write to a new address to ask whether it is this person's; if it is somebody else's, that person is told.

    Raises WrongPassword, BadEmail, RateLimited, whosever the address is.
    """
    person = accounts.prove(user_id=person_id, password=password)
    address = normal_email(email)
    limits.take((ADDRESS_ACCOUNT, str(person_id)), now=now)
    owner = people.find_by_email(address)
    if owner is not None:
        _mail("account_exists", owner, limit=NOTICE_ACCOUNT, now=now)
        return
    outbox.write("new_address", to=person, address=address, now=now, about=address)


def _mail(kind: str, person: User, *, limit: Limit, now: datetime, **payload: Any) -> None:
    if _may_mail(person.email, limit, now=now):
        outbox.write(kind, to=person, now=now, **payload)


def _may_mail(address: str, limit: Limit, *, now: datetime) -> bool:
    """Count a mail and return whether it may be sent; that there have been enough is nobody's business."""
    try:
        with db.session.begin_nested():
            limits.take((limit, address), now=now)
    except RateLimited:
        return False
    return True
