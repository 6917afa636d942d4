"""People's accounts: made, entered, changed, closed and opened again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, or_, select

from app.db import db
from app.domain import passwords
from app.domain.actors import Actor, Channel
from app.domain.calls import AHEAD
from app.domain.contacts import normal_email, normal_phone
from app.domain.errors import AccountDeactivated, BadCredentials, EmailTaken, WrongPassword
from app.domain.profiles import check_locale
from app.domain.text import NAME_LENGTH, clean_line
from app.domain.timezones import check_timezone
from app.models import Call, User
from app.services import audit, coach_words, outbox, people, sign_ins, tokens, wishes
from app.services.integrity import translated


def create(
    *,
    actor: Actor | None,
    email: str,
    name: str,
    phone: str,
    phone_region: str,
    timezone: str,
    locale: str,
    password_hash: str,
    is_confirmed: bool = True,
    now: datetime,
) -> int:
    """Make an account and return its number; `actor` is None for a person who signs up.

    Raises BadEmail, EmailTaken, BadPhone, BadTimezone, BadLocale, and the errors of `text.clean`.
    """
    email = normal_email(email)
    name = clean_line(name, field="name", limit=NAME_LENGTH, required=True)
    phone = normal_phone(phone, region=phone_region)
    if db.session.scalar(select(exists().where(User.email == email))):
        raise EmailTaken(email=email)
    person = User(
        email=email,
        name=name,
        phone=phone,
        timezone=check_timezone(timezone),
        locale=check_locale(locale),
        password_hash=password_hash,
        stamp=passwords.new_token(),
        created_at=now,
        confirmed_at=now if is_confirmed else None,
    )
    db.session.add(person)
    with translated():
        db.session.flush()
    audit.record(actor or self_of(person.id), "user.created", "user", person.id, now=now)
    return person.id


def self_of(user_id: int) -> Actor:
    """Return a person who acts for themselves in the browser."""
    return Actor(user_id, Channel.WEB)


def authenticate(*, email: str, password: str) -> User:
    """Return the person with this address and password. Raises BadCredentials, AccountDeactivated.

    An address that is not confirmed is refused like a wrong password, or signing up would tell whose is taken (SEC-15).
    """
    person = people.find_by_email(email)
    if not passwords.is_right(password, person.password_hash if person else None) or person is None:
        raise BadCredentials()
    if person.confirmed_at is None:
        raise BadCredentials()
    if person.deactivated_at is not None:
        raise AccountDeactivated()
    return person


def change_password(*, user_id: int, present: str, password_hash: str, keep: int, now: datetime) -> None:
    """Give a person who knows the present password another one, and end every session but the one to keep.

    Tokens end too: whoever knew the old one may have made some. Raises WrongPassword.
    """
    person = prove(user_id=user_id, password=present)
    person.password_hash = password_hash
    person.stamp = passwords.new_token()
    sign_ins.end_all(user_id, but=keep)
    tokens.revoke_all(user_id, now=now)
    outbox.write("password_changed", to=person, now=now)
    audit.record(self_of(user_id), "user.password_set", "user", user_id, now=now)


def prove(*, user_id: int, password: str) -> User:
    """Return this person if the password is theirs. Raises WrongPassword."""
    person = db.session.get_one(User, user_id)
    if not passwords.is_right(password, person.password_hash):
        raise WrongPassword()
    return person


def edit(
    *,
    actor: Actor,
    email: str,
    new_email: str | None = None,
    name: str | None = None,
    phone: str | None = None,
    phone_region: str,
    timezone: str | None = None,
    locale: str | None = None,
    now: datetime,
) -> Sequence[str]:
    """Change what an account says, its address too; return the names of what has changed. None stays as it is.

    Raises NotFound, BadEmail, EmailTaken, BadPhone, BadTimezone, BadLocale, and the errors of `text.clean`.
    """
    person = people.get_by_email(email, locked=True)
    given = {
        "email": None if new_email is None else normal_email(new_email),
        "name": None if name is None else clean_line(name, field="name", limit=NAME_LENGTH, required=True),
        "phone": None if phone is None else normal_phone(phone, region=phone_region),
        "timezone": None if timezone is None else check_timezone(timezone),
        "locale": None if locale is None else check_locale(locale),
    }
    changed = [field for field, value in given.items() if value is not None and value != getattr(person, field)]
    for field in changed:
        setattr(person, field, given[field])
    if "email" in changed:
        # A link that was mailed to the old address opens nothing any more.
        person.stamp = passwords.new_token()
    if changed:
        with translated():
            db.session.flush()
        if "name" in changed:
            coach_words.refresh([person.id])
        audit.record(actor, "user.edited", "user", person.id, now=now, changed=changed)
    return changed


def set_password(*, actor: Actor, email: str, password_hash: str, now: datetime) -> None:
    """Give a person another password and end their sessions. Raises NotFound."""
    person = people.get_by_email(email, locked=True)
    person.password_hash = password_hash
    person.stamp = passwords.new_token()
    sign_ins.end_all(person.id)
    tokens.revoke_all(person.id, now=now)
    outbox.write("password_changed", to=person, now=now)
    audit.record(actor, "user.password_set", "user", person.id, now=now)


def invite(*, actor: Actor, email: str, now: datetime) -> None:
    """Mail a person a link to choose a password and confirm their address. Raises NotFound, AccountDeactivated."""
    person = people.get_by_email(email, locked=True)
    if person.deactivated_at is not None:
        raise AccountDeactivated()
    outbox.write("invitation", to=person, now=now)
    audit.record(actor, "user.invited", "user", person.id, now=now)


def deactivate(*, actor: Actor, email: str, now: datetime) -> Sequence[int]:
    """Close an account, end its sessions and tokens, and return the calls ahead that are now to be cancelled.

    They come soonest first; from here on nobody can book with this person, so they are all. Raises NotFound.
    """
    person = people.get_by_email(email, locked=True)
    if person.deactivated_at is None:
        person.deactivated_at = now
        person.stamp = passwords.new_token()
        sign_ins.end_all(person.id)
        ended = tokens.revoke_all(person.id, now=now)
        db.session.flush()
        wishes.leave_all(person.id, now=now)
        coach_words.refresh([person.id])
        audit.record(actor, "user.deactivated", "user", person.id, now=now, tokens_revoked=ended)
    return db.session.scalars(
        select(Call.id)
        .where(
            or_(Call.coach_id == person.id, Call.student_id == person.id),
            Call.starts_at > now,
            Call.status.in_(AHEAD),
        )
        .order_by(Call.starts_at)
    ).all()


def reactivate(*, actor: Actor, email: str, now: datetime) -> None:
    """Open a closed account again. Raises NotFound."""
    person = people.get_by_email(email, locked=True)
    if person.deactivated_at is not None:
        person.deactivated_at = None
        db.session.flush()
        coach_words.refresh([person.id])
        audit.record(actor, "user.reactivated", "user", person.id, now=now)
