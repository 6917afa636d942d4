"""What is taught in this programme, and by which other names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update

from app.db import db
from app.domain.actors import Actor
from app.domain.errors import NotFound, SubjectExists, SubjectInUse
from app.domain.text import NAME_LENGTH, clean_line
from app.models import CoachSubject, Subject, SubjectSynonym
from app.services import audit, coach_words, wishes
from app.services.integrity import translated


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """A subject with how many coaches teach it."""

    number: int
    name: str
    coaches: int
    synonyms: tuple[str, ...] = ()


def key_of(name: str) -> str:
    """Return what a subject is known by: its name without case and stray spaces."""
    return clean_line(name, field="name", limit=NAME_LENGTH).casefold()


def add(*, actor: Actor, name: str, now: datetime) -> int:
    """Add a subject and return its number. Raises SubjectExists, whatever the case of the name."""
    name = clean_line(name, field="name", limit=NAME_LENGTH, required=True)
    _check_free(name)
    subject = Subject(name=name, key=key_of(name))
    db.session.add(subject)
    with translated():
        db.session.flush()
    audit.record(actor, "subject.added", "subject", subject.id, now=now, name=name)
    return subject.id


def get(name: str, *, locked: bool = False) -> Subject:
    """Return the subject of this name, in any case, or of a synonym, perhaps locked to be dropped. Raises NotFound."""
    found = select(Subject).where(is_called(key_of(name)))
    subject = db.session.scalar(found.with_for_update(of=Subject) if locked else found)
    if subject is None:
        raise NotFound(kind="subject", name=name)
    return subject


def rename(*, actor: Actor, name: str, new_name: str, now: datetime) -> None:
    """Give a subject another name. Raises NotFound, SubjectExists."""
    subject = get(name)
    was = subject.name
    if key_of(new_name) != subject.key:
        _check_free(new_name)
    subject.name = clean_line(new_name, field="name", limit=NAME_LENGTH, required=True)
    subject.key = key_of(subject.name)
    with translated():
        db.session.flush()
    coach_words.refresh_teachers(subject.id)
    audit.record(actor, "subject.renamed", "subject", subject.id, now=now, was=was, name=subject.name)


def merge(*, actor: Actor, name: str, into: str, now: datetime) -> int:
    """Let every coach of one subject teach another instead, and drop the first; return how many coaches moved.

    Who looks for it finds the other by its names. Raises NotFound, SubjectExists when both are the same.
    """
    # Locked first: who waits for it or teaches it, and has just begun to, is moved too.
    subject, target = get(name, locked=True), get(into)
    if subject.id == target.id:
        raise SubjectExists(name=subject.name)
    teach_target = select(CoachSubject.coach_id).where(CoachSubject.subject_id == target.id)
    of_subject = CoachSubject.subject_id == subject.id
    coaches = db.session.scalar(select(func.count()).select_from(CoachSubject).where(of_subject)) or 0
    db.session.execute(delete(CoachSubject).where(of_subject, CoachSubject.coach_id.in_(teach_target)))
    db.session.execute(update(CoachSubject).where(of_subject).values(subject_id=target.id))
    db.session.execute(
        update(SubjectSynonym).where(SubjectSynonym.subject_id == subject.id).values(subject_id=target.id)
    )
    db.session.add(SubjectSynonym(key=subject.key, name=subject.name, subject_id=target.id))
    wishes.move_subject(subject.id, target.id, now=now)
    db.session.delete(subject)
    db.session.flush()
    coach_words.refresh_teachers(target.id)
    audit.record(actor, "subject.merged", "subject", target.id, now=now, merged=subject.name, coaches=coaches)
    return coaches


def remove(*, actor: Actor, name: str, now: datetime) -> None:
    """Remove a subject that nobody teaches. Raises NotFound, SubjectInUse."""
    subject = get(name, locked=True)
    coaches = db.session.scalar(
        select(func.count()).select_from(CoachSubject).where(CoachSubject.subject_id == subject.id)
    )
    if coaches:
        raise SubjectInUse(name=subject.name, coaches=coaches)
    db.session.execute(delete(SubjectSynonym).where(SubjectSynonym.subject_id == subject.id))
    wishes.forget_subject(subject.id)
    db.session.delete(subject)
    db.session.flush()
    audit.record(actor, "subject.removed", "subject", subject.id, now=now, name=subject.name)


def add_synonym(*, actor: Actor, name: str, synonym: str, now: datetime) -> None:
    """Let a subject be found and taught by another name too. Raises NotFound, SubjectExists for a name in use."""
    subject = get(name)
    synonym = clean_line(synonym, field="name", limit=NAME_LENGTH, required=True)
    _check_free(synonym)
    db.session.add(SubjectSynonym(key=key_of(synonym), name=synonym, subject_id=subject.id))
    with translated():
        db.session.flush()
    coach_words.refresh_teachers(subject.id)
    audit.record(actor, "subject.synonym_added", "subject", subject.id, now=now, name=subject.name, synonym=synonym)


def remove_synonym(*, actor: Actor, synonym: str, now: datetime) -> None:
    """Let a subject be found by another name no more. Raises NotFound."""
    found = db.session.get(SubjectSynonym, key_of(synonym))
    if found is None:
        raise NotFound(kind="subject", name=synonym)
    db.session.delete(found)
    db.session.flush()
    coach_words.refresh_teachers(found.subject_id)
    audit.record(actor, "subject.synonym_removed", "subject", found.subject_id, now=now, synonym=found.name)


def is_called(name: str) -> ColumnElement[bool]:
    """Return the condition that a subject has this name, in any case, or this synonym."""
    key = name.casefold()
    return or_(
        Subject.key == key,
        Subject.id.in_(select(SubjectSynonym.subject_id).where(SubjectSynonym.key == key)),
    )


def _check_free(name: str) -> None:
    """Raise SubjectExists if another subject has this name as a synonym, or a subject has it as its own."""
    taken = db.session.scalar(select(Subject.name).where(is_called(key_of(name))))
    if taken is not None:
        raise SubjectExists(name=taken)


def list_subjects() -> Sequence[SubjectLine]:
    """Return all subjects by name."""
    statement = (
        select(Subject.id, Subject.name, func.count(CoachSubject.coach_id))
        .outerjoin(CoachSubject, CoachSubject.subject_id == Subject.id)
        .group_by(Subject.id)
        .order_by(Subject.key)
    )
    synonyms: dict[int, tuple[str, ...]] = {}
    for number, name in db.session.execute(
        select(SubjectSynonym.subject_id, SubjectSynonym.name).order_by(SubjectSynonym.key)
    ):
        synonyms[number] = (*synonyms.get(number, ()), name)
    return [SubjectLine(*row, synonyms.get(row.id, ())) for row in db.session.execute(statement)]


def set_for_coaches(*, actor: Actor, names: Mapping[int, Sequence[str]], now: datetime) -> None:
    """Let these coaches, by number, teach the subjects named and no others; a new name becomes a new subject."""
    wanted = {key_of(name): name for given in names.values() for name in given if key_of(name)}
    numbers = {
        key: number
        for number, key in [
            *db.session.execute(select(Subject.id, Subject.key).where(Subject.key.in_(wanted))),
            *db.session.execute(
                select(SubjectSynonym.subject_id, SubjectSynonym.key).where(SubjectSynonym.key.in_(wanted))
            ),
        ]
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
