"""A small believable world: twelve coaches, forty students and about a thousand calls, past and ahead."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update

from app.db import db
from app.domain import passwords
from app.domain.mail import MessageState
from app.models import AuditEntry, OutboxMessage, User
from app.services import audit
from app.services.demo import opening_scene, story
from app.services.demo.actions import Ask, Book, Event
from app.services.demo.coaches import COACHES
from app.services.demo.programme import MAKER
from app.services.demo.refusals import NotDemo, NotEmpty
from app.services.demo.stage import Stage, address_of
from app.services.demo.students import STUDENTS

PASSWORD = "demo"
# People of the demo have looked at what happened before.
SEEN_AFTER = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Tally:
    """How much there is of the demo, and in how many events it came about."""

    coaches: int
    students: int
    calls: int
    events: int


def is_empty() -> bool:
    """Return whether the database has no people at all."""
    return not db.session.scalar(select(exists().where(User.id.is_not(None))))


def is_loaded() -> bool:
    """Return whether the people in the database are the demo's."""
    return bool(db.session.scalar(select(exists().where(AuditEntry.action == "demo.loaded"))))


def check_empty() -> None:
    """Raise NotEmpty unless the database has no people."""
    if not is_empty():
        raise NotEmpty()


def check_loaded() -> None:
    """Raise NotDemo if there are people, and not of the demo."""
    if not is_empty() and not is_loaded():
        raise NotDemo()


def example_addresses() -> tuple[str, str]:
    """Return the addresses of the coach and the student to begin with."""
    return address_of(opening_scene.COACH), address_of(opening_scene.STUDENT)


def outline(*, seed: int, now: datetime) -> Tally:
    """Return what `load` would make."""
    return _tally(story.tell(seed=seed, now=now))


def load(*, seed: int, now: datetime, step: Callable[[], object] = lambda: None) -> Tally:
    """Fill an empty database, the same for the same seed and instant; call `step` after each event. Raises NotEmpty.

    Everybody's password is `demo`, which no form would take: this is never for a database that people use.
    """
    check_empty()
    audit.record(MAKER, "demo.loaded", "demo", seed, now=now)
    stage = Stage(password_hash=passwords.hasher.hash(PASSWORD), now=now)
    events = story.tell(seed=seed, now=now)
    for event in events:
        stage.perform(event)
        step()
    _count_as_told(now)
    return _tally(events)


def _count_as_told(now: datetime) -> None:
    """Leave no mail to be sent today of what happened weeks ago."""
    due = update(OutboxMessage).where(OutboxMessage.state == MessageState.WAITING, OutboxMessage.due_at <= now)
    db.session.execute(due.values(state=MessageState.KEPT, ended_at=OutboxMessage.due_at))
    seen = update(OutboxMessage).where(OutboxMessage.due_at <= now - SEEN_AFTER, OutboxMessage.read_at.is_(None))
    db.session.execute(seen.values(read_at=OutboxMessage.due_at))


def _tally(events: list[Event]) -> Tally:
    booked = sum(isinstance(event.action, Book) for event in events)
    booked += sum(len(event.action.students) for event in events if isinstance(event.action, Ask))
    return Tally(len(COACHES), len(STUDENTS), booked, len(events))
