"""People from a file: planned row by row, then made and changed all at once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, select

from app.db import db
from app.domain import passwords
from app.domain.actors import Actor
from app.domain.errors import AccountDeactivated, DomainError, Missing, SubjectsWithoutRole
from app.domain.rosters import Entry, Fault
from app.models import CoachProfile, User
from app.services import accounts, audit, coach_words, coaches, outbox, people, skills, subjects
from app.services.integrity import translated

BATCH = 500


class Verdict(StrEnum):
    """What becomes of a row."""

    MADE = "made"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Step:
    """One row with what becomes of it, and the names of what changes."""

    entry: Entry
    verdict: Verdict
    changed: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Newcomers:
    """What new people have where their row says nothing, and whether they are mailed a link to choose a password."""

    timezone: str
    locale: str
    are_invited: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """A person as the database has them."""

    said: dict[str, str | None]
    is_coach: bool
    is_closed: bool
    subjects: frozenset[str]


def plan(entries: Sequence[Entry]) -> tuple[Sequence[Step], Sequence[Fault]]:
    """Return what becomes of each entry, and what is wrong with the others: a new person needs name and phone."""
    known = _find([entry.email for entry in entries])
    steps, faults = [], []
    for entry in entries:
        person = known.get(entry.email)
        wrong = list(_faults(entry, person))
        faults += [Fault(entry.line, column, error) for column, error in wrong]
        if not wrong:
            steps.append(_step(entry, person))
    return steps, faults


def carry_out(
    steps: Sequence[Step], *, actor: Actor, newcomers: Newcomers, now: datetime, tick: Callable[[int], None]
) -> None:
    """Make and change people as planned; `tick` is told how many rows are done.

    New people have no password that works: they choose one by an invitation, or by asking for a link. Raises
    EmailTaken for an address that was taken meanwhile.
    """
    made = [step.entry for step in steps if step.verdict is Verdict.MADE]
    for first in range(0, len(made), BATCH):
        batch = made[first : first + BATCH]
        _make(batch, actor, newcomers, now)
        tick(len(batch))
    for step in steps:
        if step.verdict is Verdict.CHANGED:
            _change(step, actor, now)
        if step.verdict is not Verdict.MADE:
            tick(1)


def _find(emails: Sequence[str]) -> dict[str, _Known]:
    rows = db.session.execute(
        select(User.id, User.email, User.name, User.phone, User.timezone, User.locale, User.deactivated_at)
        .add_columns(CoachProfile.user_id.is_not(None) & CoachProfile.removed_at.is_(None))
        .outerjoin(CoachProfile, CoachProfile.user_id == User.id)
        .where(User.email.in_(emails))
    ).all()
    taught = skills.subjects_of([number for number, *_ in rows])
    return {
        email: _Known(
            said={"name": name, "phone": phone, "timezone": timezone, "locale": locale},
            is_coach=bool(is_coach),
            is_closed=deactivated_at is not None,
            subjects=frozenset(map(subjects.key_of, taught[number])),
        )
        for number, email, name, phone, timezone, locale, deactivated_at, is_coach in rows
    }


def _faults(entry: Entry, person: _Known | None) -> Iterator[tuple[str, DomainError]]:
    if person is None:
        yield from ((column, Missing(column)) for column in ("name", "phone") if getattr(entry, column) is None)
    elif person.is_closed:
        yield "email", AccountDeactivated()
    if entry.subjects and not entry.makes_coach and not (person and person.is_coach):
        yield "subjects", SubjectsWithoutRole()


def _step(entry: Entry, person: _Known | None) -> Step:
    if person is None:
        return Step(entry, Verdict.MADE)
    changed = [column for column, value in person.said.items() if getattr(entry, column) not in (None, value)]
    if entry.makes_coach and not person.is_coach:
        changed.append("role")
    if entry.subjects is not None and {subjects.key_of(name) for name in entry.subjects} != person.subjects:
        changed.append("subjects")
    return Step(entry, Verdict.CHANGED if changed else Verdict.SAME, changed)


def _make(entries: Sequence[Entry], actor: Actor, newcomers: Newcomers, now: datetime) -> None:
    """Make accounts in few statements: one by one, ten thousand would keep others from writing for too long."""
    rows = [
        {
            "email": entry.email,
            "name": entry.name,
            "phone": entry.phone,
            "timezone": entry.timezone or newcomers.timezone,
            "locale": entry.locale or newcomers.locale,
            "password_hash": passwords.NONE,
            "stamp": passwords.new_token(),
            "created_at": now,
            "confirmed_at": now,
        }
        for entry in entries
    ]
    with translated():
        db.session.execute(insert(User), rows)
    numbers = {
        email: number
        for number, email in db.session.execute(
            select(User.id, User.email).where(User.email.in_([entry.email for entry in entries]))
        )
    }
    ids = [numbers[entry.email] for entry in entries]
    audit.record_all(actor, "user.created", "user", ids, now=now)
    appointed = {number: entry for number, entry in zip(ids, entries, strict=True) if entry.makes_coach}
    if appointed:
        db.session.execute(insert(CoachProfile), [{"user_id": number, "created_at": now} for number in appointed])
        audit.record_all(actor, "coach.appointed", "user", list(appointed), now=now)
    teaching = {number: entry.subjects for number, entry in appointed.items() if entry.subjects}
    if teaching:
        subjects.set_for_coaches(actor=actor, names=teaching, now=now)
        audit.record_all(actor, "coach.edited", "user", list(teaching), now=now, changed=["subjects"])
    coach_words.refresh(appointed)
    if newcomers.are_invited:
        outbox.write_to(ids, "invitation", about="invitation/import", now=now)
        audit.record_all(actor, "user.invited", "user", ids, now=now)


def _change(step: Step, actor: Actor, now: datetime) -> None:
    entry = step.entry
    said = {column: getattr(entry, column) for column in step.changed if column not in ("role", "subjects")}
    if said:
        # The phone is E.164 by now.
        accounts.edit(actor=actor, email=entry.email, phone_region="", now=now, **said)
    if "role" in step.changed:
        coaches.appoint(actor=actor, user_id=people.get_by_email(entry.email).id, now=now)
    if "subjects" in step.changed:
        coaches.edit(actor=actor, email=entry.email, subject_names=entry.subjects, now=now)
