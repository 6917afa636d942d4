"""Events for webhooks, written in the transaction of what happened: numbers and instants, nobody's name or number."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, literal, select

from app.db import db
from app.domain.instants import as_json
from app.domain.webhooks import DeliveryState, Event, new_event_id
from app.models import Call, Slot, User, Webhook, WebhookDelivery

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
    _write(event, (call.coach_id, call.student_id), [{"call": facts}], now)


def tell_slots(event: Event, coach_id: int, slots: Sequence[Slot | Row[*tuple[Any, ...]]], *, now: datetime) -> None:
    """Tell a coach's webhooks what happened to slots of theirs, each by an event of its own."""
    payloads = [
        {
            "slot": {
                "id": slot.id,
                "coach_id": coach_id,
                "starts_at": as_json(slot.starts_at),
                "ends_at": as_json(slot.ends_at),
            }
        }
        for slot in slots
    ]
    _write(event, (coach_id,), payloads, now)


def _write(event: Event, ids: Collection[int], payloads: Sequence[dict[str, Any]], now: datetime) -> None:
    listening = db.session.execute(LISTENING, {"ids": list(ids), "chosen": f"% {event.value} %"}).all()
    if not listening:
        return
    rows = []
    for payload in payloads:
        told = {
            "event_id": new_event_id(),
            "event": event.value,
            "payload": payload,
            "created_at": now,
            "state": DeliveryState.WAITING.value,
            "attempts": 0,
        }
        rows += [{"webhook_id": webhook_id, "user_id": user_id, **told} for webhook_id, user_id in listening]
    db.session.execute(insert(WebhookDelivery), rows)
