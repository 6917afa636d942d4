"""What the two people of a call are told of it, in the transaction of what happened; and when that is pointless."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from app.db import db
from app.domain.actors import Actor, Channel
from app.domain.calls import CallStatus, Role
from app.domain.mail import UNDO_TIME, MessageState
from app.domain.notifications import (
    ENDINGS,
    NEW_REVIEW,
    OPTIONAL,
    RECIPIENTS,
    REVIEW_DUE,
    SLOTS_OPENED,
    WAITLIST_OFFER,
    Notice,
)
from app.domain.policy import Policy
from app.domain.reminders import is_overtaken
from app.domain.requests import RequestState
from app.models import Call, OutboxMessage
from app.services import call_chains, call_views, conversations, muting, offers, outbox, review_mails, slot_alerts
from app.services.call_shapes import CallFilter, Reader, request_of
from app.services.outbox import Message

NOBODY = Actor(None, Channel.CLI)
IS_OFF = "the call was cancelled"
IS_ANSWERED = "the request was answered"
# Who knows of other mails why they have become pointless.
ASKED: dict[str, Callable[..., str]] = {
    **dict.fromkeys((REVIEW_DUE, NEW_REVIEW), review_mails.why_skip),
    SLOTS_OPENED: slot_alerts.why_skip,
    WAITLIST_OFFER: offers.why_skip,
}
# Nobody had to be told, for nobody had heard of it.
UNHEARD = "the cancellation was undone in time"


def tell_booked(call: Call, *, by: Actor, now: datetime) -> None:
    """Tell of a new call, or of a request."""
    _tell(_booking(call), call, key=f"booked/{call.id}", by=by, now=now)


def tell_confirmed(call: Call, *, by: Actor, now: datetime) -> None:
    """Tell of a request that is a call from now on."""
    _tell(Notice.CALL_CONFIRMED, call, key=f"confirmed/{call.id}", by=by, now=now)


def tell_moved(call: Call, *, by: Actor, starts_at_was: datetime, ends_at_was: datetime, now: datetime) -> None:
    """Tell of a call's other time, with the one it had (case F7)."""
    key = f"moved/{call.id}/{call.version}"
    starts, ends = starts_at_was.isoformat(), ends_at_was.isoformat()
    _tell(Notice.CALL_MOVED, call, key=key, by=by, now=now, starts_at_was=starts, ends_at_was=ends)


def tell_cancelled(call: Call, *, by: Actor, now: datetime) -> None:
    """Tell of a call or a request that has come to nothing, once that can no longer be undone unseen."""
    state = request_of(call).state_at(now)
    kind = {RequestState.DECLINED: Notice.CALL_DECLINED, RequestState.LAPSED: Notice.CALL_LAPSED}.get(
        state or RequestState.CONFIRMED, Notice.CALL_CANCELLED
    )
    delay = timedelta(0) if kind is Notice.CALL_LAPSED else UNDO_TIME
    _tell(kind, call, key=f"cancelled/{call.id}", delay=delay, by=by, now=now)


def tell_restored(call: Call, *, by: Actor, now: datetime) -> None:
    """Take the news of the cancellation back from whoever does not know it yet; tell the others that the call is on."""
    people = (call.coach_id, call.student_id)
    untold = set(_take_back([f"cancelled/{call.restores_id}/{person}" for person in people], now=now))
    key = f"booked/{call.id}"
    # Whose booking or move was skipped while the call was off knows of neither.
    unaware = untold & _missed(call.restores_id)
    _tell(_booking(call), call, key=key, only=unaware, by=by, now=now)
    _tell(_booking(call), call, key=key, undoes=call.restores_id, by=by, now=now)
    _take_back([f"{key}/{person}" for person in untold - unaware], now=now)


def why_skip(message: Message, *, policy: Policy, now: datetime) -> str:
    """Return why a mail has become pointless, empty if it has not. Cases C1, C2, C4, invariant I-14.

    To be asked in the transaction that claims the mail: it reads the call anew.
    """
    if message.kind in OPTIONAL and muting.is_muted(message):
        return muting.IS_MUTED
    if message.kind == Notice.FEEDBACK_DUE:
        waits = call_views.count(CallFilter(coach_id=message.user_id, lacks_feedback=True), Reader(NOBODY, policy, now))
        return "" if waits else "nothing waits any more"
    if message.kind == Notice.REMINDER:
        return _why_not_remind(message, policy, now)
    if message.kind == conversations.NEWS:
        facts = message.payload
        return conversations.why_skip_news(facts["conversation"], message.user_id, read=facts["read"])
    if message.kind in ASKED:
        return ASKED[message.kind](message, policy=policy, now=now)
    if message.kind not in RECIPIENTS:
        return ""
    call = db.session.get_one(Call, call_chains.latest_of(message.payload["call"]), populate_existing=True)
    is_off = call.status == CallStatus.CANCELLED
    if message.kind in ENDINGS:
        return "" if is_off else "the cancellation was undone"
    if is_off:
        return IS_OFF
    if message.kind == Notice.CALL_REQUESTED and call.status != CallStatus.PENDING:
        return IS_ANSWERED
    return "the call has ended" if call.ends_at <= now else ""


def _why_not_remind(message: Message, policy: Policy, now: datetime) -> str:
    call = db.session.get_one(Call, message.payload["call"], populate_existing=True)
    ahead = timedelta(minutes=message.payload["minutes"])
    reasons = {
        IS_OFF: call.status != CallStatus.CONFIRMED,
        "the call was moved": call.slot_id != message.payload["slot"],
        "the call has begun": call.starts_at <= now,
        "a later reminder goes instead": is_overtaken(ahead, policy.reminders, starts_at=call.starts_at, now=now),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _missed(call_id: int | None) -> set[int]:
    """Return who was not told of a call, or of its move, because it was cancelled when they would have been.

    A worker that has such a mail in its hands is waited for: it may be about to skip it.
    """
    told_of = [
        OutboxMessage.dedup_key.startswith(f"{event}/{call_id}/", autoescape=True)
        for event in ("booked", "confirmed", "moved")
    ]
    told = select(OutboxMessage.user_id, OutboxMessage.last_error).where(or_(*told_of)).with_for_update()
    return {user_id for user_id, why in db.session.execute(told) if why == IS_OFF}


def _booking(call: Call) -> Notice:
    return Notice.CALL_REQUESTED if call.status == CallStatus.PENDING else Notice.CALL_BOOKED


def _take_back(keys: Sequence[str], *, now: datetime) -> Sequence[int]:
    """Skip the mails with these keys, but for one that is being sent at this moment; return whom they were for."""
    taking = (
        update(OutboxMessage)
        .where(
            OutboxMessage.dedup_key.in_(keys),
            OutboxMessage.state == MessageState.WAITING,
            OutboxMessage.claimed_until.is_(None),
        )
        .values(state=MessageState.SKIPPED, last_error=UNHEARD, ended_at=now)
        .returning(OutboxMessage.user_id)
    )
    return db.session.scalars(taking).all()


def _tell(
    kind: Notice,
    call: Call,
    *,
    key: str,
    only: Collection[int] | None = None,
    delay: timedelta = timedelta(0),
    by: Actor,
    now: datetime,
    **more: Any,
) -> None:
    """Write one mail to each who is to be told, with the time that the call has now; what people wrote stays theirs.

    To whoever did it, it is a receipt, and no news.
    """
    parties = {Role.COACH: call.coach_id, Role.STUDENT: call.student_id}
    ids = [parties[role] for role in RECIPIENTS[kind] if only is None or parties[role] in only]
    facts = {
        "call": call.id,
        "version": call.version,
        "starts_at": call.starts_at.isoformat(),
        "ends_at": call.ends_at.isoformat(),
        **more,
    }
    outbox.write_to(ids, kind, about=key, read_by=by.user_id, delay=delay, now=now, **facts)
