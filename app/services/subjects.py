"""What is taught in this programme."""

from collections.abc import Mapping, Sequence
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


def key_of(name: str) -> str:
    """Return what a subject is known by: its name without case and stray spaces."""
    return clean_line(name, field="name", limit=NAME_LENGTH).casefold()


def add(*, actor: Actor, name: str, now: datetime) -> int:
    """Add a subject and return its number. Raises SubjectExists, whatever the case of the name."""
    name = clean_line(name, field="name", limit=NAME_LENGTH, required=True)
    subject = Subject(name=name, key=key_of(name))
    db.session.add(subject)
    with translated():
        db.session.flush()
    audit.record(actor, "subject.added", "subject", subject.id, now=now, name=name)
    return subject.id


def get(name: str) -> Subject:
    """Return the subject of this name, in any case. Raises NotFound."""
    subject = db.session.scalar(select(Subject).where(Subject.key == key_of(name)))
    if subject is None:
        raise NotFound(kind="subject", name=name)
    return subject


def rename(*, actor: Actor, name: str, new_name: str, now: datetime) -> None:
    """Give a subject another name. Raises NotFound, SubjectExists."""
    subject = get(name)
    was = subject.name
    subject.name = clean_line(new_name, field="name", limit=NAME_LENGTH, required=True)
    subject.key = key_of(subject.name)
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
    audit.record(actor, "subject.merged", "subject", target.id, now=now, merged=subject.name, coaches=coaches)
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


def set_for_coaches(*, actor: Actor, names: Mapping[int, Sequence[str]], now: datetime) -> None:
    """Let these coaches, by number, teach the subjects named and no others; a new name becomes a new subject."""
    wanted = {key_of(name): name for given in names.values() for name in given if key_of(name)}
    numbers = {
        key: number
        for number, key in db.session.execute(select(Subject.id, Subject.key).where(Subject.key.in_(wanted)))
    }
    for key in [key for key in wanted if key not in numbers]:
        numbers[key] = add(actor=actor, name=wanted[key], now=now)
    db.session.execute(delete(CoachSubject).where(CoachSubject.coach_id.in_(names)))
    rows = [
        {"coach_id": coach_id, "subject_id": number}
        for coach_id, given in names.items()
        for number in {numbers[key_of(name)] for name in given if key_of(name)}
    ]
    if rows:
        db.session.execute(insert(CoachSubject), rows)
