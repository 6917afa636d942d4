"""What coaches say of themselves and how they work: read by themselves, changed by them or by an administrator."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from app.db import db
from app.domain.actors import Actor
from app.domain.errors import BadMoney, WrongRole
from app.domain.policy import LONGEST_BUFFER, LONGEST_NOTICE
from app.domain.profiles import Caller, check_currency, check_languages, check_minutes, check_rate, check_subjects
from app.domain.text import LINE_LENGTH, NOTE_LENGTH, clean, clean_line
from app.models import CoachLanguage, CoachProfile, CoachSubject
from app.services import audit, coach_words, people, skills, subjects


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be said from now on; None stays as it is, and an empty rate removes the price."""

    headline: str | None = None
    about: str | None = None
    place: str | None = None
    is_online: bool | None = None
    subject_names: Sequence[str] | None = None
    languages: Sequence[str] | None = None
    rate: str | None = None
    currency: str | None = None
    uses_whatsapp: bool | None = None
    caller: Caller | None = None
    buffer_minutes: int | None = None
    notice_minutes: int | None = None
    approves: bool | None = None
    day_start_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class CoachProfileView:
    """A coach's own profile, as it is."""

    headline: str
    about: str
    place: str
    is_online: bool
    subjects: tuple[str, ...]
    languages: tuple[str, ...]
    rate_cents: int | None
    currency: str | None
    uses_whatsapp: bool
    caller: Caller
    buffer_minutes: int
    notice_minutes: int
    approves: bool
    day_start_minutes: int
    photo: str


# What is kept as it is given, once it has been checked.
CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "headline": lambda text: clean_line(text, field="headline", limit=LINE_LENGTH),
    "about": lambda text: clean(text, field="about", limit=NOTE_LENGTH),
    "place": lambda text: clean_line(text, field="place", limit=LINE_LENGTH),
    "is_online": bool,
    "uses_whatsapp": bool,
    "caller": lambda caller: Caller(caller).value,
    "buffer_minutes": lambda minutes: check_minutes(minutes, field="buffer_minutes", most=LONGEST_BUFFER),
    "notice_minutes": lambda minutes: check_minutes(minutes, field="notice_minutes", most=LONGEST_NOTICE),
    "approves": bool,
    "day_start_minutes": int,
}


def get(coach_id: int) -> CoachProfileView:
    """Return a coach's profile."""
    profile = db.session.get_one(CoachProfile, coach_id)
    return CoachProfileView(
        headline=profile.headline,
        about=profile.about,
        place=profile.place,
        is_online=profile.is_online,
        subjects=skills.subjects_of([coach_id])[coach_id],
        languages=skills.languages_of([coach_id])[coach_id],
        rate_cents=profile.rate_cents,
        currency=profile.currency,
        uses_whatsapp=profile.uses_whatsapp,
        caller=Caller(profile.caller),
        buffer_minutes=profile.buffer_minutes,
        notice_minutes=profile.notice_minutes,
        approves=profile.approves,
        day_start_minutes=profile.day_start_minutes,
        photo=profile.photo,
    )


def edit(*, actor: Actor, coach_id: int, changes: Changes, now: datetime) -> Sequence[str]:
    """Change what a coach's profile says, all at once; return the names of what has changed.

    Raises WrongRole, BadLanguage, BadMoney, BadCurrency, BadMinutes, TooManyNames, and the errors of `text.clean`.
    """
    if not actor.is_admin and actor.user_id != coach_id:
        raise WrongRole()
    people.lock([coach_id], now=now)
    profile = db.session.get_one(CoachProfile, coach_id, populate_existing=True)
    before = _said(profile)
    for field, check in CHECKS.items():
        given = getattr(changes, field)
        if given is not None:
            setattr(profile, field, check(given))
    _set_price(profile, changes.rate, changes.currency)
    if changes.subject_names is not None:
        names = check_subjects(changes.subject_names)
        subjects.set_for_coaches(actor=actor, names={coach_id: names}, now=now)
    if changes.languages is not None:
        _set_languages(coach_id, check_languages(changes.languages))
    db.session.flush()
    after = _said(profile)
    changed = [name for name, value in before.items() if after[name] != value]
    if changed:
        coach_words.refresh([coach_id])
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
        "is_online": profile.is_online,
        "subjects": set(db.session.scalars(taught)),
        "languages": set(db.session.scalars(spoken)),
        "rate": profile.rate_cents,
        "currency": profile.currency,
        "uses_whatsapp": profile.uses_whatsapp,
        "caller": profile.caller,
        "buffer_minutes": profile.buffer_minutes,
        "notice_minutes": profile.notice_minutes,
        "approves": profile.approves,
        "day_start_minutes": profile.day_start_minutes,
    }


def _set_price(profile: CoachProfile, rate: str | None, currency: str | None) -> None:
    """Set amount and currency; one of the two may be known from before."""
    if rate == "":
        profile.rate_cents = profile.currency = None
        return
    if rate is None and currency is None:
        return
    if rate is None and profile.rate_cents is None:
        raise BadMoney(given="")
    if rate is not None:
        profile.rate_cents = check_rate(rate)
    profile.currency = check_currency(currency if currency is not None else profile.currency or "")


def _set_languages(coach_id: int, codes: Sequence[str]) -> None:
    db.session.execute(delete(CoachLanguage).where(CoachLanguage.coach_id == coach_id))
    if codes:
        db.session.execute(insert(CoachLanguage), [{"coach_id": coach_id, "language": code} for code in codes])
