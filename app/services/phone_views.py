"""Who was shown whose phone number: written down once a day for each two people, for the owner to read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db
from app.models import AuditEntry, PhoneView, User

# What an administrator's look at a number is called in the audit.
SHOWN_BY_COMMAND = "phone.shown"


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody was shown the number; without a name it was an administrator, at the command line."""

    name: str | None
    at: datetime


def find_new(*, viewer_id: int, owner_ids: Collection[int], now: datetime) -> set[int]:
    """Return those of the owners whose number this viewer was not yet shown today (in UTC)."""
    known = select(PhoneView.owner_id).where(
        PhoneView.owner_id.in_(owner_ids), PhoneView.viewer_id == viewer_id, PhoneView.day == _day(now)
    )
    return set(owner_ids) - set(db.session.scalars(known))


def note(*, viewer_id: int, owner_ids: Collection[int], now: datetime) -> None:
    """Write down that the viewer is shown the numbers of these people; the first time in a day counts."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    # In one order for all, so that two writers never wait for each other.
    rows = [
        {"owner_id": owner_id, "viewer_id": viewer_id, "day": _day(now), "seen_at": now}
        for owner_id in sorted(owner_ids)
    ]
    db.session.execute(insert(PhoneView).on_conflict_do_nothing(), rows)


def list_of(owner_id: int, *, limit: int) -> Sequence[Look]:
    """Return who was shown this person's number, the latest first."""
    by_people = select(User.name, PhoneView.seen_at).join(User, User.id == PhoneView.viewer_id)
    by_people = by_people.where(PhoneView.owner_id == owner_id).order_by(PhoneView.seen_at.desc()).limit(limit)
    by_command = select(AuditEntry.at).where(
        AuditEntry.object_kind == "user", AuditEntry.object_id == owner_id, AuditEntry.action == SHOWN_BY_COMMAND
    )
    looks = [Look(*row) for row in db.session.execute(by_people)]
    looks += [Look(None, at) for at in db.session.scalars(by_command.order_by(AuditEntry.at.desc()).limit(limit))]
    return sorted(looks, key=lambda look: look.at, reverse=True)[:limit]


def list_by(viewer_id: int) -> Sequence[Look]:
    """Return whose number this person was shown, the latest first."""
    shown = select(User.name, PhoneView.seen_at).join(User, User.id == PhoneView.owner_id)
    rows = db.session.execute(shown.where(PhoneView.viewer_id == viewer_id).order_by(PhoneView.seen_at.desc()))
    return [Look(*row) for row in rows]


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()
