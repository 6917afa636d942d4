"""The role of a coach: given to an account, described, taken away."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select

from app.db import db
from app.domain.actors import Actor
from app.domain.calls import AHEAD
from app.domain.errors import BadMoney, BookedCallsAhead, NotFound
from app.domain.profiles import check_currency, check_languages, check_rate
from app.domain.slots import SlotStatus
from app.domain.text import LINE_LENGTH, NOTE_LENGTH, clean, clean_line
from app.models import Call, CoachLanguage, CoachProfile, CoachSubject, Slot
from app.services import audit, people, subjects
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
    audit.record(actor, "coach.appointed", "user", user_id, now=now)


def edit(
    *,
    actor: Actor,
    email: str,
    headline: str | None = None,
    about: str | None = None,
    place: str | None = None,
    subject_names: Sequence[str] | None = None,
    languages: Sequence[str] | None = None,
    rate: str | None = None,
    currency: str | None = None,
    now: datetime,
) -> Sequence[str]:
    """Change what a coach's profile says; None stays as it is; return the names of what has changed.

    An empty rate removes the price. Raises NotFound, BadLocale, BadMoney, BadCurrency, and the errors of `text.clean`.
    """
    coach_id = get_id(email)
    people.lock([coach_id], now=now)
    profile = db.session.get_one(CoachProfile, coach_id, populate_existing=True)
    before = _said(profile)
    if headline is not None:
        profile.headline = clean_line(headline, field="headline", limit=LINE_LENGTH)
    if about is not None:
        profile.about = clean(about, field="about", limit=NOTE_LENGTH)
    if place is not None:
        profile.place = clean_line(place, field="place", limit=LINE_LENGTH)
    if rate == "":
        profile.rate_cents = profile.currency = None
    elif rate is not None or currency is not None:
        _set_price(profile, rate, currency)
    if subject_names is not None:
        subjects.set_for_coach(actor=actor, coach_id=coach_id, names=subject_names, now=now)
    if languages is not None:
        codes = check_languages(languages)
        db.session.execute(delete(CoachLanguage).where(CoachLanguage.coach_id == coach_id))
        if codes:
            db.session.execute(insert(CoachLanguage), [{"coach_id": coach_id, "language": code} for code in codes])
    db.session.flush()
    after = _said(profile)
    changed = [name for name, value in before.items() if after[name] != value]
    if changed:
        audit.record(actor, "coach.edited", "user", coach_id, now=now, changed=changed)
    return changed


def _said(profile: CoachProfile) -> dict[str, object]:
    """Return what a profile says."""
    taught = select(CoachSubject.subject_id).where(CoachSubject.coach_id == profile.user_id)
    spoken = select(CoachLanguage.language).where(CoachLanguage.coach_id == profile.user_id)
    return {
        "headline": profile.headline,
        "about": profile.about,
        "place": profile.place,
        "subjects": set(db.session.scalars(taught)),
        "languages": set(db.session.scalars(spoken)),
        "rate": profile.rate_cents,
        "currency": profile.currency,
    }


def _set_price(profile: CoachProfile, rate: str | None, currency: str | None) -> None:
    """Set amount and currency; one of the two may be known from before."""
    if rate is None and profile.rate_cents is None:
        raise BadMoney(given="")
    if rate is not None:
        profile.rate_cents = check_rate(rate)
    profile.currency = check_currency(currency if currency is not None else profile.currency or "")


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
        audit.record(actor, "coach.removed", "user", coach_id, now=now, slots_withdrawn=len(open_slots))
    return len(open_slots)
