"""Booking, cancelling, restoring and moving calls, and saying how they ended."""

from datetime import datetime

from sqlalchemy import select, update

from app.db import db
from app.domain import calls as rules
from app.domain.actors import Actor
from app.domain.calls import CallFacts, CallStatus, Role
from app.domain.errors import ChangedMeanwhile, NotFound, OtherCoach, SameSlot, WrongRole
from app.domain.policy import Policy
from app.domain.text import NOTE_LENGTH, clean
from app.models import Call, Slot
from app.services import audit, bookability, idempotency, people, slots
from app.services.bookability import Booking
from app.services.integrity import translated

REASON_LENGTH = 500


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
    coach_id = db.session.scalar(select(Slot.coach_id).where(Slot.id == slot_id))
    if coach_id is None:
        raise NotFound(kind="slot", number=slot_id)
    note = clean(note, field="note", limit=NOTE_LENGTH)
    now = people.lock([coach_id, student_id], now=now)

    def work() -> int:
        slot = bookability.check(slot_id, Booking(student_id, policy, now))
        return _add(actor, slot, student_id, note, now=now)

    request = {"action": "book", "slot": slot_id, "student": student_id, "note": note}
    number: int = idempotency.once(work, actor=actor, key=key, request=request, now=now)
    return number


def cancel(
    *,
    actor: Actor,
    call_id: int,
    reason: str = "",
    reopen: bool = False,
    version: int | None = None,
    key: str | None = None,
    policy: Policy,
    now: datetime,
) -> None:
    """Cancel a call that lies ahead.

    Cancelled by its student, the slot is open again at once; by its coach or an administrator, who must give a reason,
    it is withdrawn (case F1) unless `reopen`. Raises NotFound, AlreadyCancelled, CallEnded, CallStarted,
    TooLateToCancel, ReasonRequired, ChangedMeanwhile.
    """
    role, now = _lock(actor, call_id, now=now)
    reason = clean(reason, field="reason", limit=REASON_LENGTH)

    def work() -> None:
        call = _get_locked(call_id)
        rules.check_can_cancel(facts_of(call), role=role, policy=policy, now=now)
        _check_version(call, version)
        rules.check_reason(reason, role=role)
        _change(
            call,
            status=CallStatus.CANCELLED.value,
            cancelled_at=now,
            cancelled_by_id=actor.user_id,
            cancel_reason=reason,
        )
        audit.record(actor, "call.cancelled", "call", call_id, now=now, reason=reason, slot=call.slot_id)
        if not _reopens(role, reopen):
            slots.mark_withdrawn(actor=actor, slot_id=call.slot_id, reason=reason, now=now)

    request = {"action": "cancel", "call": call_id}
    idempotency.once(work, actor=actor, key=key, request=request, now=now)


def restore(*, actor: Actor, call_id: int, key: str | None = None, policy: Policy, now: datetime) -> int:
    """Undo a cancellation: book its time again, with the same student and note; return the new call's number.

    A cancelled call and a withdrawn slot stay what they are (I-08), so a new call brings the old one back, and a time
    that the cancellation withdrew is published again first. Only who cancelled may; every rule of a booking holds but
    notice and horizon, for it was booked in time. Undone before, it is answered with the call of then. Raises
    NotFound, NotCancelled, WrongRole, CallStarted, SlotOverlap, and as `book` does.
    """
    role, now = _lock(actor, call_id, now=now)

    def work() -> int:
        call = _get_locked(call_id)
        is_canceller = call.cancelled_by_id == actor.user_id
        rules.check_can_restore(facts_of(call), is_canceller=is_canceller, now=now)
        restored = db.session.scalar(select(Call.id).where(Call.restores_id == call_id))
        if restored is not None:
            return restored
        slot_id = call.slot_id
        withdrawn_at = db.session.scalar(select(Slot.withdrawn_at).where(Slot.id == slot_id))
        if rules.withdrew_slot(call.cancelled_at, withdrawn_at, role=role):
            slot_id = slots.offer_again(actor=actor, slot_id=slot_id, now=now)
        slot = bookability.check(slot_id, Booking(call.student_id, policy, now, is_bound=False))
        return _add(actor, slot, call.student_id, call.note, now=now, restores=call_id)

    request = {"action": "restore", "call": call_id}
    number: int = idempotency.once(work, actor=actor, key=key, request=request, now=now)
    return number


def move(
    *,
    actor: Actor,
    call_id: int,
    slot_id: int,
    reason: str = "",
    reopen: bool = False,
    version: int | None = None,
    key: str | None = None,
    policy: Policy,
    now: datetime,
) -> None:
    """Move a call to another open slot of the same coach; its number, note and history stay (case F5).

    The student may until the cut-off (case F3), coach and administrator always, with a reason. The slot left behind
    is open again, or withdrawn when coach or administrator moved the call, unless `reopen`. Raises as `cancel` and
    `book` do, SameSlot, OtherCoach.
    """
    role, now = _lock(actor, call_id, now=now)
    reason = clean(reason, field="reason", limit=REASON_LENGTH)

    def work() -> None:
        call = _get_locked(call_id)
        rules.check_can_cancel(facts_of(call), role=role, policy=policy, now=now)
        _check_version(call, version)
        if slot_id == call.slot_id:
            raise SameSlot()
        is_bound = role is Role.STUDENT
        wanted = Booking(call.student_id, policy, now, moving_call_id=call_id, is_bound=is_bound)
        slot = bookability.check(slot_id, wanted)
        if slot.coach_id != call.coach_id:
            raise OtherCoach()
        rules.check_reason(reason, role=role)
        left, was = call.slot_id, call.starts_at
        _change(call, slot_id=slot.id, starts_at=slot.starts_at, ends_at=slot.ends_at, moved_at=now, move_reason=reason)
        audit.record(
            actor,
            "call.moved",
            "call",
            call_id,
            now=now,
            reason=reason,
            from_slot=left,
            to_slot=slot.id,
            starts_at_was=was,
            starts_at=slot.starts_at,
        )
        if not _reopens(role, reopen):
            slots.mark_withdrawn(actor=actor, slot_id=left, reason=reason, now=now)

    request = {"action": "move", "call": call_id, "slot": slot_id}
    idempotency.once(work, actor=actor, key=key, request=request, now=now)


def record_outcome(*, actor: Actor, call_id: int, outcome: CallStatus, now: datetime) -> None:
    """Say that an ended call took place (COMPLETED) or was missed (NO_SHOW), or correct what was said.

    Raises NotFound, WrongRole for its student, AlreadyCancelled, TooEarlyForOutcome, FeedbackExists.
    """
    role, now = _lock(actor, call_id, now=now)
    if role is Role.STUDENT:
        raise WrongRole()
    set_outcome(actor=actor, call=_get_locked(call_id), outcome=outcome, now=now)


def set_outcome(*, actor: Actor, call: Call, outcome: CallStatus, now: datetime) -> None:
    """Write the outcome of a call whose people are locked. Raises as `record_outcome` does."""
    rules.check_can_give_outcome(facts_of(call), now=now)
    if call.status == outcome:
        return
    was = call.status
    _change(call, status=outcome.value, outcome_at=now)
    audit.record(actor, f"call.{outcome.value}", "call", call.id, now=now, was=was)


def facts_of(call: Call) -> CallFacts:
    """Return what the rules need to know of a call."""
    return CallFacts(CallStatus(call.status), call.starts_at, call.ends_at)


def _add(actor: Actor, slot: Slot, student_id: int, note: str, *, now: datetime, restores: int | None = None) -> int:
    """Write the call of a slot that may be booked; return its number."""
    call = Call(
        slot_id=slot.id,
        coach_id=slot.coach_id,
        student_id=student_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        status=CallStatus.CONFIRMED.value,
        note=note,
        booked_at=now,
        restores_id=restores,
    )
    db.session.add(call)
    with translated():
        db.session.flush()
    told = {"restores": restores} if restores else {}
    audit.record(actor, "call.booked", "call", call.id, now=now, slot=slot.id, student=student_id, **told)
    return call.id


def _lock(actor: Actor, call_id: int, *, now: datetime) -> tuple[Role, datetime]:
    """Lock the call's two people; return what the actor is to it. A stranger is told there is no such call."""
    parties = db.session.execute(select(Call.coach_id, Call.student_id).where(Call.id == call_id)).first()
    if parties is None or not (actor.is_admin or actor.user_id in parties):
        raise NotFound(kind="call", number=call_id)
    now = people.lock(parties, now=now)
    if actor.is_admin:
        return Role.ADMIN, now
    return (Role.COACH if actor.user_id == parties.coach_id else Role.STUDENT), now


def _get_locked(call_id: int) -> Call:
    return db.session.get_one(Call, call_id, with_for_update=True, populate_existing=True)


def _check_version(call: Call, version: int | None) -> None:
    if version is not None and version != call.version:
        raise ChangedMeanwhile(starts_at=call.starts_at, ends_at=call.ends_at)


def _change(call: Call, **values: object) -> None:
    with translated():
        db.session.execute(update(Call).where(Call.id == call.id).values(version=Call.version + 1, **values))


def _reopens(role: Role, reopen: bool) -> bool:
    """Return whether the slot a call leaves is offered again: always when its student left it, who owns no slot."""
    return reopen or role is Role.STUDENT
