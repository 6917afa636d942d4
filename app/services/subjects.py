"""What is taught in this programme."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from app.db import db
from app.domain.actors import Actor
from app.domain.errors import NotFound, SubjectExists, SubjectInUse
from app.domain.text import NAME_LENGTH, clean_line
from app.models import CoachSubject, Subject
from app.services import audit
from app.services.integrity import translated


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """A subject with how many coaches teach it."""

    number: int
    name: str
    coaches: int


def add(*, actor: Actor, name: str, now: datetime) -> int:
    """Add a subject and return its number. Raises SubjectExists, whatever the case of the name."""
    name = clean_line(name, field="name", limit=NAME_LENGTH, required=True)
    subject = Subject(name=name, key=name.casefold())
    db.session.add(subject)
    with translated():
        db.session.flush()
    audit.record(actor, "subject.added", "subject", subject.id, now=now, name=name)
    return subject.id


def get(name: str) -> Subject:
    """Return the subject of this name, in any case. Raises NotFound."""
    subject = db.session.scalar(select(Subject).where(Subject.key == name.strip().casefold()))
    if subject is None:
        raise NotFound(kind="subject", name=name)
    return subject


def rename(*, actor: Actor, name: str, new_name: str, now: datetime) -> None:
    """Give a subject another name. Raises NotFound, SubjectExists."""
    subject = get(name)
    was = subject.name
    subject.name = clean_line(new_name, field="name", limit=NAME_LENGTH, required=True)
    subject.key = subject.name.casefold()
    with translated():
        db.session.flush()
    audit.record(actor, "subject.renamed", "subject", subject.id, now=now, was=was, name=subject.name)


def merge(*, actor: Actor, name: str, into: str, now: datetime) -> int:
    """Let every coach of one subject teach another instead, and drop the first; return how many coaches moved.

    Raises NotFound, SubjectExists when both are the same.
    """
    subject, target = get(name), get(into)
    if subject.id == target.id:
        raise SubjectExists(name=subject.name)
    teach_target = select(CoachSubject.coach_id).where(CoachSubject.subject_id == target.id)
    of_subject = CoachSubject.subject_id == subject.id
    coaches = db.session.scalar(select(func.count()).select_from(CoachSubject).where(of_subject)) or 0
    db.session.execute(delete(CoachSubject).where(of_subject, CoachSubject.coach_id.in_(teach_target)))
    db.session.execute(update(CoachSubject).where(of_subject).values(subject_id=target.id))
    db.session.delete(subject)
    db.session.flush()
    audit.record(actor, "subject.merged", "subject", target.id, now=now, merged=name, coaches=coaches)
    return coaches


def remove(*, actor: Actor, name: str, now: datetime) -> None:
    """Remove a subject that nobody teaches. Raises NotFound, SubjectInUse."""
    subject = get(name)
    coaches = db.session.scalar(
        select(func.count()).select_from(CoachSubject).where(CoachSubject.subject_id == subject.id)
    )
    if coaches:
        raise SubjectInUse(name=subject.name, coaches=coaches)
    db.session.delete(subject)
    db.session.flush()
    audit.record(actor, "subject.removed", "subject", subject.id, now=now, name=subject.name)


def list_subjects() -> Sequence[SubjectLine]:
    """Return all subjects by name."""
    statement = (
        select(Subject.id, Subject.name, func.count(CoachSubject.coach_id))
        .outerjoin(CoachSubject, CoachSubject.subject_id == Subject.id)
        .group_by(Subject.id)
        .order_by(Subject.key)
    )
    return [SubjectLine(*row) for row in db.session.execute(statement)]


def set_for_coach(*, coach_id: int, names: Sequence[str]) -> None:
    """Let a coach teach these subjects and no others; a new name becomes a new subject."""
    db.session.execute(delete(CoachSubject).where(CoachSubject.coach_id == coach_id))
    keys = {
        name.casefold(): name for name in (clean_line(n, field="subjects", limit=NAME_LENGTH) for n in names) if name
    }
    known = {
        key: number for number, key in db.session.execute(select(Subject.id, Subject.key).where(Subject.key.in_(keys)))
    }
    for key, name in keys.items():
        if key not in known:
            subject = Subject(name=name, key=key)
            db.session.add(subject)
            db.session.flush()
            known[key] = subject.id
    if known:
        db.session.execute(insert(CoachSubject), [{"coach_id": coach_id, "subject_id": known[key]} for key in keys])
