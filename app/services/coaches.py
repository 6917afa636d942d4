"""The role of a coach: given to an account, described, taken away."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.db import db
from app.domain.actors import Actor
from app.domain.calls import AHEAD
from app.domain.errors import BookedCallsAhead, NotFound
from app.domain.slots import SlotStatus
from app.models import Call, CoachProfile, Slot
from app.services import audit, coach_profiles, coach_words, people
from app.services.slots import mark_withdrawn


def get_id(email: str) -> int:
    """Return the number of the coach, perhaps a former one, with this address. Raises NotFound for all others."""
    person = people.get_by_email(email)
    if db.session.get(CoachProfile, person.id) is None:
        raise NotFound(kind="coach", name=email)
    return person.id


def appoint(*, actor: Actor, user_id: int, now: datetime) -> None:
    """Make a person a coach, or a former coach one again."""
    people.lock([user_id], now=now)
    profile = db.session.get(CoachProfile, user_id, populate_existing=True)
    if profile is None:
        db.session.add(CoachProfile(user_id=user_id, created_at=now))
    elif profile.removed_at is None:
        return
    else:
        profile.removed_at = None
    db.session.flush()
    coach_words.refresh([user_id])
    audit.record(actor, "coach.appointed", "user", user_id, now=now)


def edit(*, actor: Actor, email: str, now: datetime, **said: Any) -> Sequence[str]:
    """Change the profile of the coach with this address; return the names of what has changed.

    `said` are the fields of `coach_profiles.Changes`. Raises NotFound, and as `coach_profiles.edit` does.
    """
    changes = coach_profiles.Changes(**said)
    return coach_profiles.edit(actor=actor, coach_id=get_id(email), changes=changes, now=now)


def remove(*, actor: Actor, email: str, now: datetime) -> int:
    """Take the role away, withdraw the open slots ahead and return how many; the account and its past stay.

    Raises NotFound, BookedCallsAhead while calls ahead are booked.
    """
    coach_id = get_id(email)
    people.lock([coach_id], now=now)
    ahead = db.session.scalars(
        select(Call.id).where(
            Call.coach_id == coach_id,
            Call.starts_at > now,
            Call.status.in_(AHEAD),
        )
    ).all()
    if ahead:
        raise BookedCallsAhead(count=len(ahead), calls=list(ahead))
    return retire(actor=actor, coach_id=coach_id, now=now)


def retire(*, actor: Actor, coach_id: int, now: datetime) -> int:
    """Take the role away from a locked coach without calls ahead; return how many open slots that withdrew."""
    open_slots = db.session.scalars(
        select(Slot.id).where(Slot.coach_id == coach_id, Slot.starts_at > now, Slot.status == SlotStatus.OPEN)
    ).all()
    for slot_id in open_slots:
        mark_withdrawn(actor=actor, slot_id=slot_id, reason="", now=now)
    profile = db.session.get_one(CoachProfile, coach_id, populate_existing=True)
    if profile.removed_at is None:
        profile.removed_at = now
        db.session.flush()
        coach_words.refresh([coach_id])
        audit.record(actor, "coach.removed", "user", coach_id, now=now, slots_withdrawn=len(open_slots))
    return len(open_slots)
