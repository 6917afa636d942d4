"""Calls: booked here, and what every change of one shares: who the actor is to it, the locks, the next version."""

from datetime import datetime

from sqlalchemy import select, update

from app.db import db
from app.domain.actors import Actor
from app.domain.calls import CallFacts, CallStatus, Role
from app.domain.errors import ChangedMeanwhile, NotFound, WrongRole
from app.domain.policy import Policy
from app.domain.text import NOTE_LENGTH, clean
from app.domain.webhooks import Event
from app.models import Call, CoachProfile, Slot
from app.services import (
    audit,
    bookability,
    calendar_entries,
    idempotency,
    notices,
    people,
    slots,
    webhook_events,
    wishes,
)
from app.services.bookability import Booking
from app.services.integrity import translated


def book(
    *,
    actor: Actor,
    student_id: int,
    slot_id: int,
    note: str = "",
    key: str | None = None,
    policy: Policy,
    now: datetime,
) -> int:
    """Book an open slot for a student and return the call's number.

    Raises NotFound, or the refusal of the first rule of `bookability` that fails.
    """
    if not actor.is_admin and actor.user_id != student_id:
        raise WrongRole()
    asked = select(Slot.coach_id, CoachProfile.approves).join(CoachProfile, CoachProfile.user_id == Slot.coach_id)
    coach = db.session.execute(asked.where(Slot.id == slot_id)).first()
    if coach is None:
        raise NotFound(kind="slot", number=slot_id)
    note = clean(note, field="note", limit=NOTE_LENGTH)
    now = people.lock([coach.coach_id, student_id], now=now)

    def work() -> int:
        slot = bookability.check(slot_id, Booking(student_id, policy, now))
        answer_by = policy.answer_by(slot.starts_at, now) if coach.approves else None
        call_id = add(actor, slot, student_id, note, answer_by=answer_by, now=now)
        wishes.note_booked(student_id, slot, is_request=answer_by is not None, now=now)
        return call_id

    request = {"action": "book", "slot": slot_id, "student": student_id, "note": note}
    number: int = idempotency.once(work, actor=actor, key=key, request=request, now=now)
    return number


def add(
    actor: Actor,
    slot: Slot,
    student_id: int,
    note: str,
    *,
    answer_by: datetime | None = None,
    restores: Call | None = None,
    now: datetime,
) -> int:
    """Write the call of a locked slot that may be booked, and tell its people; return its number.

    With `answer_by` it is a request until its coach confirms it. One that brings another back counts its versions on
    from there, as calendars do for what is to them one event.
    """
    status = CallStatus.PENDING if answer_by else CallStatus.CONFIRMED
    call = Call(
        slot_id=slot.id,
        coach_id=slot.coach_id,
        student_id=student_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        status=status.value,
        note=note,
        answer_by=answer_by,
        booked_at=now,
        restores_id=restores.id if restores else None,
        version=restores.version + 1 if restores else 1,
    )
    db.session.add(call)
    with translated():
        db.session.flush()
    told = {"restores": restores.id} if restores else {}
    audit.record(actor, "call.booked", "call", call.id, now=now, slot=slot.id, student=student_id, **told)
    tell = notices.tell_restored if restores else notices.tell_booked
    tell(call, by=actor, now=now)
    webhook_events.tell_call(Event.CALL_REQUESTED if answer_by else Event.CALL_BOOKED, call, now=now)
    calendar_entries.want(call, now=now)
    return call.id


def lock(actor: Actor, call_id: int, *, now: datetime) -> tuple[Role, datetime]:
    """Lock the call's two people; return what the actor is to it. A stranger is told there is no such call."""
    parties = db.session.execute(select(Call.coach_id, Call.student_id).where(Call.id == call_id)).first()
    if parties is None or not (actor.is_admin or actor.user_id in parties):
        raise NotFound(kind="call", number=call_id)
    now = people.lock(parties, now=now)
    if actor.is_admin:
        return Role.ADMIN, now
    return (Role.COACH if actor.user_id == parties.coach_id else Role.STUDENT), now


def get_locked(call_id: int) -> Call:
    """Return a call whose people are locked, as it stands now."""
    return db.session.get_one(Call, call_id, with_for_update=True, populate_existing=True)


def facts_of(call: Call) -> CallFacts:
    """Return what the rules need to know of a call."""
    return CallFacts(CallStatus(call.status), call.starts_at, call.ends_at, call.answer_by)


def check_version(call: Call, version: int | None) -> None:
    """Raise ChangedMeanwhile if who acts has seen another version of the call than this one."""
    if version is not None and version != call.version:
        raise ChangedMeanwhile(starts_at=call.starts_at, ends_at=call.ends_at)


def change(call: Call, **values: object) -> None:
    """Write these values as the call's next version."""
    with translated():
        db.session.execute(update(Call).where(Call.id == call.id).values(version=Call.version + 1, **values))


def leave_slot(actor: Actor, slot_id: int, *, role: Role, reopen: bool, reason: str, now: datetime) -> None:
    """Withdraw the slot that a call leaves, unless it is offered again: always after its student, who owns no slot."""
    if reopen or role is Role.STUDENT:
        slots.note_free(Slot.id == slot_id, now=now)
    else:
        slots.mark_withdrawn(actor=actor, slot_id=slot_id, reason=reason, now=now)
