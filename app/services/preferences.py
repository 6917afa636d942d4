"""What people say of themselves, and how they want times and pages to look."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.domain.actors import Actor
from app.domain.contacts import normal_phone
from app.domain.text import NAME_LENGTH, clean_line
from app.domain.timezones import check_timezone
from app.models import User
from app.services import audit

THEMES = ("", "light", "dark")

Wanted = Mapping[str, str | bool]


@dataclass(frozen=True, slots=True)
class Preferences:
    """A person's own settings; the phone is E.164."""

    name: str
    email: str
    phone: str | None
    timezone: str
    hour_cycle: str
    theme: str
    week_start: str
    shares_steps: bool
    enter_sends: bool


def get(user_id: int) -> Preferences:
    """Return a person's own settings."""
    asked = [getattr(User, field.name) for field in fields(Preferences)]
    return Preferences(*db.session.execute(select(*asked).where(User.id == user_id)).one())


def save(
    *,
    actor: Actor,
    user_id: int,
    name: str,
    phone: str,
    phone_region: str,
    timezone: str,
    hour_cycle: str,
    theme: str,
    week_start: str,
    shares_steps: bool = False,
    enter_sends: bool = True,
    now: datetime,
) -> None:
    """Save a person's settings all at once. Raises BadPhone, BadTimezone, and the errors of `text.clean`."""
    person = db.session.get_one(User, user_id, populate_existing=True)
    wanted: Wanted = {
        "name": clean_line(name, field="name", limit=NAME_LENGTH, required=True),
        "phone": normal_phone(phone, region=phone_region),
        "timezone": check_timezone(timezone),
        "hour_cycle": hour_cycle,
        "theme": theme,
        "week_start": week_start,
        "shares_steps": shares_steps,
        "enter_sends": enter_sends,
    }
    _change(actor, person, wanted, now)


def set_timezone(*, actor: Actor, user_id: int, timezone: str, now: datetime) -> None:
    """Show a person's times in another zone; no stored instant moves (case B5). Raises BadTimezone."""
    person = db.session.get_one(User, user_id, populate_existing=True)
    _change(actor, person, {"timezone": check_timezone(timezone)}, now)


def _change(actor: Actor, person: User, wanted: Wanted, now: datetime) -> None:
    changed = [field for field, value in wanted.items() if getattr(person, field) != value]
    for field in changed:
        setattr(person, field, wanted[field])
    if changed:
        db.session.flush()
        audit.record(actor, "user.edited", "user", person.id, now=now, changed=changed)
