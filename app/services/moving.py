"""Moving a call to another slot of its coach."""

from datetime import datetime

from app.domain import calls as rules
from app.domain.actors import Actor
from app.domain.calls import CallStatus, Role
from app.domain.errors import AnswerFirst, OtherCoach, SameSlot
from app.domain.policy import Policy
from app.domain.text import REASON_LENGTH, clean
from app.domain.webhooks import Event
from app.services import audit, bookability, calendar_entries, calls, idempotency, notices, webhook_events, wishes
from app.services.bookability import Booking


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
    is open again, or withdrawn when coach or administrator moved the call, unless `reopen`. Notice, horizon and the
    coach's buffer bind students alone. A request stays one, and only its student moves it. Raises as
    `cancelling.cancel` and `calls.book` do, SameSlot, OtherCoach, AnswerFirst.
    """
    role, now = calls.lock(actor, call_id, now=now)
    reason = clean(reason, field="reason", limit=REASON_LENGTH)

    def work() -> None:
        call = calls.get_locked(call_id)
        rules.check_can_cancel(calls.facts_of(call), role=role, policy=policy, now=now)
        calls.check_version(call, version)
        is_request = call.status == CallStatus.PENDING
        if is_request and role is not Role.STUDENT:
            raise AnswerFirst()
        if slot_id == call.slot_id:
            raise SameSlot()
        is_bound = role is Role.STUDENT
        wanted = Booking(call.student_id, policy, now, moving_call_id=call_id, is_bound=is_bound, keeps_buffer=is_bound)
        slot = bookability.check(slot_id, wanted)
        if slot.coach_id != call.coach_id:
            raise OtherCoach()
        rules.check_reason(reason, role=role)
        left, was, ended = call.slot_id, call.starts_at, call.ends_at
        values = {"slot_id": slot.id, "starts_at": slot.starts_at, "ends_at": slot.ends_at, "move_reason": reason}
        if is_request:  # about another time, and so the coach has as long as for the first
            values["answer_by"] = policy.answer_by(slot.starts_at, now)
        calls.change(call, moved_at=now, **values)
        told = {"from_slot": left, "to_slot": slot.id, "starts_at_was": was, "starts_at": slot.starts_at}
        audit.record(actor, "call.moved", "call", call_id, now=now, reason=reason, **told)
        notices.tell_moved(call, by=actor, starts_at_was=was, ends_at_was=ended, now=now)
        webhook_events.tell_call(Event.CALL_MOVED, call, now=now)
        calendar_entries.want(call, now=now)
        wishes.note_booked(call.student_id, slot, is_request=is_request, now=now)
        calls.leave_slot(actor, left, role=role, reopen=reopen, reason=reason, now=now)

    request = {"action": "move", "call": call_id, "slot": slot_id, "reason": reason, "reopen": reopen}
    idempotency.once(work, actor=actor, key=key, request=request, now=now)
