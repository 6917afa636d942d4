"""Coaches as an administrator reads them, former ones too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from app.db import Base, db
from app.domain.calls import AHEAD
from app.domain.profiles import Caller
from app.domain.slots import SlotStatus
from app.models import Call, CoachProfile, Slot, User
from app.services import skills


@dataclass(frozen=True, slots=True)
class CoachLine:
    """One coach."""

    number: int
    email: str
    name: str
    timezone: str
    headline: str
    place: str
    rate_cents: int | None
    currency: str | None
    is_online: bool
    uses_whatsapp: bool
    caller: Caller
    buffer_minutes: int
    notice_minutes: int
    approves: bool
    subjects: tuple[str, ...]
    languages: tuple[str, ...]
    open_slots: int
    calls_ahead: int
    is_active: bool


def list_coaches(*, now: datetime, limit: int) -> Sequence[CoachLine]:
    """Return coaches by name, with how many slots are open and calls booked from now on."""
    slots_ahead = _count(Slot, Slot.coach_id == User.id, Slot.starts_at > now, Slot.status == SlotStatus.OPEN)
    calls_ahead = _count(Call, Call.coach_id == User.id, Call.starts_at > now, Call.status.in_(AHEAD))
    rows = db.session.execute(
        select(User, CoachProfile, slots_ahead, calls_ahead)
        .join(CoachProfile, CoachProfile.user_id == User.id)
        .order_by(User.name, User.id)
        .limit(limit)
    ).all()
    ids = [person.id for person, *_ in rows]
    subjects, languages = skills.subjects_of(ids), skills.languages_of(ids)
    return [
        CoachLine(
            number=person.id,
            email=person.email,
            name=person.name,
            timezone=person.timezone,
            headline=profile.headline,
            place=profile.place,
            rate_cents=profile.rate_cents,
            currency=profile.currency,
            is_online=profile.is_online,
            uses_whatsapp=profile.uses_whatsapp,
            caller=Caller(profile.caller),
            buffer_minutes=profile.buffer_minutes,
            notice_minutes=profile.notice_minutes,
            approves=profile.approves,
            subjects=subjects[person.id],
            languages=languages[person.id],
            open_slots=slots,
            calls_ahead=calls,
            is_active=profile.removed_at is None and person.deactivated_at is None,
        )
        for person, profile, slots, calls in rows
    ]


def _count(kind: type[Base], *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(kind).where(*conditions).scalar_subquery()
