"""Answering requests: a coach confirms or declines, and what nobody answers lapses."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.domain import calls as rules
from app.domain.actors import Actor
from app.domain.calls import CallStatus, Role
from app.domain.requests import check_can_answer
from app.domain.text import REASON_LENGTH, clean
from app.domain.webhooks import Event
from app.models import Call, Slot
from app.services import audit, calendar_entries, calls, cancelling, idempotency, notices, webhook_events, wishes
from app.services.call_shapes import request_of


def confirm(*, actor: Actor, call_id: int, version: int | None = None, key: str | None = None, now: datetime) -> None:
    """Confirm a request: from now on it is a call like any other.

    Raises NotFound, WrongRole, AlreadyCancelled, AlreadyAnswered, RequestLapsed, ChangedMeanwhile, IdempotencyMismatch.
    """
    role, now = calls.lock(actor, call_id, now=now)

    def work() -> None:
        call = calls.get_locked(call_id)
        check_can_answer(request_of(call), role=role, now=now)
        calls.check_version(call, version)
        calls.change(call, status=CallStatus.CONFIRMED.value, confirmed_at=now)
        wishes.note_booked(call.student_id, db.session.get_one(Slot, call.slot_id), is_request=False, now=now)
        audit.record(actor, "call.confirmed", "call", call_id, now=now)
        notices.tell_confirmed(call, by=actor, now=now)
        webhook_events.tell_call(Event.CALL_CONFIRMED, call, now=now)
        calendar_entries.want(call, now=now)

    idempotency.once(work, actor=actor, key=key, request={"action": "confirm", "call": call_id}, now=now)


def decline(
    *,
    actor: Actor,
    call_id: int,
    reason: str = "",
    withdraw: bool = False,
    version: int | None = None,
    key: str | None = None,
    now: datetime,
) -> None:
    """Decline a request, with a reason; its slot is open again, or withdrawn with it.

    Raises as `confirm` does, and ReasonRequired.
    """
    role, now = calls.lock(actor, call_id, now=now)
    reason = clean(reason, field="reason", limit=REASON_LENGTH)

    def work() -> None:
        call = calls.get_locked(call_id)
        check_can_answer(request_of(call), role=role, now=now)
        calls.check_version(call, version)
        rules.check_reason(reason, role=role)
        cancelling.write(actor=actor, call=call, role=role, reason=reason, reopen=not withdraw, now=now)

    request = {"action": "decline", "call": call_id, "reason": reason, "withdraw": withdraw}
    idempotency.once(work, actor=actor, key=key, request=request, now=now)


def list_lapsed(*, now: datetime, limit: int = 100) -> Sequence[int]:
    """Return the requests whose time is over, the longest waiting in front."""
    over = select(Call.id).where(Call.status == CallStatus.PENDING, Call.answer_by <= now)
    return db.session.scalars(over.order_by(Call.answer_by, Call.id).limit(limit)).all()


def lapse(call_id: int, *, now: datetime) -> None:
    """End a request that nobody has answered in time; its slot is open again, and both people are told (case F10).

    One that was answered meanwhile is left alone.
    """
    actor = notices.NOBODY
    _role, now = calls.lock(actor, call_id, now=now)
    call = calls.get_locked(call_id)
    if call.status == CallStatus.PENDING and call.answer_by is not None and call.answer_by <= now:
        cancelling.write(actor=actor, call=call, role=Role.ADMIN, reason="", reopen=True, now=now)
