"""Accounts as an administrator reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, or_, select

from app.db import db
from app.domain.text import clean_line
from app.models import CoachProfile, User
from app.services import people


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account."""

    number: int
    email: str
    name: str
    phone: str | None
    timezone: str
    locale: str
    is_coach: bool
    created_at: datetime
    confirmed_at: datetime | None
    deactivated_at: datetime | None
    erased_at: datetime | None


def get(email: str) -> AccountLine:
    """Return one account. Raises NotFound."""
    person = people.get_by_email(email)
    return _lines(_accounts().where(User.id == person.id))[0]


def get_by_id(user_id: int) -> AccountLine:
    """Return the account of this number, which there is."""
    return _lines(_accounts().where(User.id == user_id))[0]


def list_accounts(*, role: str | None = None, search: str | None = None, limit: int) -> Sequence[AccountLine]:
    """Return accounts by name: all, coaches or mere students; with `search`, those that have it in name or address."""
    statement = _accounts()
    if role == "coach":
        statement = statement.where(_is_coach())
    elif role == "student":
        statement = statement.where(~_is_coach())
    search = clean_line(search, field="search")
    if search:
        statement = statement.where(
            or_(User.name.icontains(search, autoescape=True), User.email.icontains(search, autoescape=True))
        )
    return _lines(statement.order_by(User.name, User.id).limit(limit))


def _is_coach() -> ColumnElement[bool]:
    return exists().where(CoachProfile.user_id == User.id, CoachProfile.removed_at.is_(None))


def _accounts() -> Select[User, bool]:
    return select(User, _is_coach().label("is_coach"))


def _lines(statement: Select[User, bool]) -> Sequence[AccountLine]:
    return [
        AccountLine(
            number=person.id,
            email=person.email,
            name=person.name,
            phone=person.phone,
            timezone=person.timezone,
            locale=person.locale,
            is_coach=coaches,
            created_at=person.created_at,
            confirmed_at=person.confirmed_at,
            deactivated_at=person.deactivated_at,
            erased_at=person.erased_at,
        )
        for person, coaches in db.session.execute(statement)
    ]
