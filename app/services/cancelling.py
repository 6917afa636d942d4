"""Cancelling a call, and undoing that."""

from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.domain import calls as rules
from app.domain.actors import Actor
from app.domain.calls import CallStatus, Role
from app.domain.mail import UNDO_TIME
from app.domain.policy import Policy
from app.domain.text import REASON_LENGTH, clean
from app.domain.webhooks import Event
from app.models import Call, Slot
from app.services import (
    audit,
    bookability,
    calendar_entries,
    calls,
    holds,
    idempotency,
    notices,
    slots,
    standing_in,
    webhook_events,
)
from app.services.bookability import Booking


def cancel(
    *,
    actor: Actor,
    call_id: int,
    reason: str = "",
    reopen: bool = False,
    offers: bool = False,
    version: int | None = None,
    key: str | None = None,
    policy: Policy,
    now: datetime,
) -> None:
    """Cancel a call that lies ahead.

    Cancelled by its student, the slot is open again at once; by its coach or an administrator, who must give a reason,
    it is withdrawn (case F1) unless `reopen`, and `offers` holds up to three
    other times for the student (case A13). Raises NotFound, AlreadyCancelled, RequestLapsed, CallEnded, CallStarted,
    TooLateToCancel, ReasonRequired, ChangedMeanwhile, IdempotencyMismatch.
    """
    role, now = calls.lock(actor, call_id, now=now)
    reason = clean(reason, field="reason", limit=REASON_LENGTH)

    def work() -> None:
        call = calls.get_locked(call_id)
        rules.check_can_cancel(calls.facts_of(call), role=role, policy=policy, now=now)
        calls.check_version(call, version)
        rules.check_reason(reason, role=role)
        write(actor=actor, call=call, role=role, reason=reason, reopen=reopen, now=now)
        if offers and role is not Role.STUDENT:
            standing_in.offer(actor=actor, call=call, policy=policy, now=now)

    request = {"action": "cancel", "call": call_id, "reason": reason, "reopen": reopen, "offers": offers}
    idempotency.once(work, actor=actor, key=key, request=request, now=now)


def write(*, actor: Actor, call: Call, role: Role, reason: str, reopen: bool, now: datetime) -> None:
    """Cancel a call ahead whose people are locked, whatever the cut-off: `cancel` asks the rules first."""
    calls.change(
        call,
        status=CallStatus.CANCELLED.value,
        cancelled_at=now,
        cancelled_by_id=actor.user_id,
        cancel_reason=reason,
    )
    audit.record(actor, "call.cancelled", "call", call.id, now=now, reason=reason, slot=call.slot_id)
    notices.tell_cancelled(call, by=actor, now=now)
    webhook_events.tell_call(Event.CALL_CANCELLED, call, now=now)
    calendar_entries.want(call, now=now, delay=UNDO_TIME)
    calls.leave_slot(actor, call.slot_id, role=role, reopen=reopen, reason=reason, now=now)


def restore(*, actor: Actor, call_id: int, key: str | None = None, policy: Policy, now: datetime) -> int:
    """Undo a cancellation: book its time again, with the same student and note; return the new call's number.

    A cancelled call and a withdrawn slot stay what they are (I-08), so a new call brings the old one back, and a time
    that the cancellation withdrew is published again first. Only who cancelled may; every rule of a booking holds but
    notice and horizon, for it was booked in time; the coach's buffer binds students alone. Undone before, it is
    answered with the call of then. Raises NotFound, NotCancelled, WrongRole, CallStarted, SlotOverlap, and as
    `calls.book` does.
    """
    role, now = calls.lock(actor, call_id, now=now)

    def work() -> int:
        call = calls.get_locked(call_id)
        is_canceller = call.cancelled_by_id == actor.user_id
        rules.check_can_restore(calls.facts_of(call), is_canceller=is_canceller, now=now)
        restored = db.session.scalar(select(Call.id).where(Call.restores_id == call_id))
        if restored is not None:
            return restored
        slot_id = call.slot_id
        withdrawn_at = db.session.scalar(select(Slot.withdrawn_at).where(Slot.id == slot_id))
        if rules.withdrew_slot(call.cancelled_at, withdrawn_at, role=role):
            slot_id = slots.offer_again(actor=actor, slot_id=slot_id, now=now)
        wanted = Booking(call.student_id, policy, now, is_bound=False, keeps_buffer=role is Role.STUDENT)
        slot = bookability.check(slot_id, wanted)
        holds.let_go_for_call(call_id)
        # As it was: what was confirmed stays so, what waited for an answer waits again.
        is_request = call.answer_by is not None and call.confirmed_at is None
        answer_by = policy.answer_by(slot.starts_at, now) if is_request else None
        return calls.add(actor, slot, call.student_id, call.note, answer_by=answer_by, restores=call, now=now)

    request = {"action": "restore", "call": call_id}
    number: int = idempotency.once(work, actor=actor, key=key, request=request, now=now)
    return number
