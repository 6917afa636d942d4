"""Events for webhooks, written in the transaction of what happened: numbers and instants, nobody's name or number."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, literal, select

from app.db import db
from app.domain.instants import as_json
from app.domain.webhooks import DeliveryState, Event, new_event_id
from app.models import Call, User, Webhook, WebhookDelivery

# Made once, for every change asks it. The lock keeps a webhook from being removed before its event is written.
LISTENING = (
    select(Webhook.id, Webhook.user_id)
    .join(User, User.id == Webhook.user_id)
    .where(
        Webhook.user_id.in_(bindparam("ids", expanding=True)),
        Webhook.disabled_at.is_(None),
        User.deactivated_at.is_(None),
        (literal(" ") + Webhook.events + " ").like(bindparam("chosen")),
    )
    .with_for_update(read=True, key_share=True, of=Webhook)
)


def tell_call(event: Event, call: Call, *, now: datetime) -> None:
    """Tell both people's webhooks what happened to a call."""
    facts = {
        "id": call.id,
        "slot_id": call.slot_id,
        "coach_id": call.coach_id,
        "student_id": call.student_id,
        "status": call.status,
        "starts_at": as_json(call.starts_at),
        "ends_at": as_json(call.ends_at),
        "version": call.version,
    }
    _write(event, (call.coach_id, call.student_id), {"call": facts}, now)


def tell_slot(
    event: Event, slot_id: int, *, coach_id: int, starts_at: datetime, ends_at: datetime, now: datetime
) -> None:
    """Tell its coach's webhooks what happened to a slot."""
    times = {"starts_at": as_json(starts_at), "ends_at": as_json(ends_at)}
    _write(event, (coach_id,), {"slot": {"id": slot_id, "coach_id": coach_id, **times}}, now)


def _write(event: Event, ids: Collection[int], payload: dict[str, Any], now: datetime) -> None:
    listening = db.session.execute(LISTENING, {"ids": list(ids), "chosen": f"% {event.value} %"}).all()
    if not listening:
        return
    told = {
        "event_id": new_event_id(),
        "event": event.value,
        "payload": payload,
        "created_at": now,
        "state": DeliveryState.WAITING.value,
        "attempts": 0,
    }
    rows = [{"webhook_id": webhook_id, "user_id": user_id, **told} for webhook_id, user_id in listening]
    db.session.execute(insert(WebhookDelivery), rows)
