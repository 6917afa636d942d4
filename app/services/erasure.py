"""Erasing a person: nobody can tell any more who they were, and their past calls are counted as before (case E2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select

from app.db import db
from app.domain import passwords
from app.domain.actors import Actor
from app.domain.calls import AHEAD, CallStatus, Role
from app.domain.ciphers import Cipher
from app.domain.errors import NotFound
from app.domain.former import former_address, former_name
from app.domain.slots import SlotStatus
from app.models import Call, CoachProfile, Slot, User
from app.services import audit, calendar_connections, calls, cancelling, coaches, erasure_words, people, wishes
from app.services.erasure_plan import EMPTIED, REMOVED


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing a person does, or has done, beside taking their data away."""

    cancelled_calls: Sequence[int]
    withdrawn_slots: int
    kept_calls: int
    is_coach: bool
    empties_calendar: bool


def foresee(user_id: int, *, now: datetime) -> Erasure:
    """Return what erasing a person would do. Raises NotFound for somebody who is erased or never was."""
    _get(user_id)
    open_slots = select(func.count()).where(
        Slot.coach_id == user_id, Slot.starts_at > now, Slot.status == SlotStatus.OPEN
    )
    withdrawn = db.session.scalar(open_slots) or 0
    has_calendar = calendar_connections.find(user_id) is not None
    return Erasure(_list_ahead(user_id, now), withdrawn, _count_kept(user_id, now), _has_coached(user_id), has_calendar)


def erase(*, actor: Actor, user_id: int, reason: str, cipher: Cipher, now: datetime) -> Erasure:
    """Cancel a person's calls ahead, withdraw their open slots, and take away all that is known of them.

    A worker takes their calls out of a calendar of their own that is connected.
    The other person of each call is told `reason`. There is no way back. Raises NotFound as `foresee` does.
    """
    _get(user_id)
    now = people.lock({user_id, *_list_others(user_id, now)}, now=now)
    person, ahead = _get(user_id), _list_ahead(user_id, now)
    # First of all, so that nothing that follows writes down who it was, and the reason of today stays.
    erasure_words.empty(user_id)
    is_coach = _has_coached(user_id)
    _make_nameless(person, is_coach=is_coach, now=now)
    for call_id in ahead:
        _cancel(actor, call_id, user_id, reason=reason, now=now)
    wishes.leave_all(user_id, now=now)
    withdrawn = coaches.retire(actor=actor, coach_id=user_id, now=now) if is_coach else 0
    has_calendar = calendar_connections.find(user_id) is not None
    calendar_connections.leave_nameless(user_id, cipher=cipher, now=now)
    for column in REMOVED:
        db.session.execute(delete(column.class_).where(column == user_id))
    audit.record(actor, "user.erased", "user", user_id, now=now, cancelled_calls=len(ahead), withdrawn_slots=withdrawn)
    return Erasure(ahead, withdrawn, _count_kept(user_id, now), is_coach, has_calendar)


def _get(user_id: int) -> User:
    person = db.session.get(User, user_id, populate_existing=True)
    if person is None or person.erased_at is not None:
        raise NotFound(kind="user", number=user_id)
    return person


def _has_coached(user_id: int) -> bool:
    return db.session.get(CoachProfile, user_id) is not None


def _make_nameless(person: User, *, is_coach: bool, now: datetime) -> None:
    person.name = former_name(is_coach=is_coach)
    person.email = former_address(person.id)
    person.stamp = passwords.new_token()
    for name, value in EMPTIED[User].items():
        setattr(person, name, value)
    person.deactivated_at = person.deactivated_at or now
    person.erased_at = now
    db.session.flush()


def _cancel(actor: Actor, call_id: int, user_id: int, *, reason: str, now: datetime) -> None:
    call = calls.get_locked(call_id)
    is_student = call.student_id == user_id
    role = Role.ADMIN if actor.is_admin else Role.STUDENT if is_student else Role.COACH
    cancelling.write(actor=actor, call=call, role=role, reason=reason, reopen=is_student, now=now)


def _list_others(user_id: int, now: datetime) -> set[int]:
    parties = select(Call.coach_id, Call.student_id).where(*_is_ahead(user_id, now))
    return {number for row in db.session.execute(parties) for number in row}


def _list_ahead(user_id: int, now: datetime) -> Sequence[int]:
    return db.session.scalars(select(Call.id).where(*_is_ahead(user_id, now)).order_by(Call.starts_at, Call.id)).all()


def _count_kept(user_id: int, now: datetime) -> int:
    kept = _is_party(user_id), Call.status != CallStatus.CANCELLED, Call.starts_at <= now
    return db.session.scalar(select(func.count()).where(*kept)) or 0


def _is_ahead(user_id: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return _is_party(user_id), Call.starts_at > now, Call.status.in_(AHEAD)


def _is_party(user_id: int) -> ColumnElement[bool]:
    return or_(Call.coach_id == user_id, Call.student_id == user_id)
