"""Who tells which webhook what, and what came of it: claims that end by themselves, as those of mails do.

A webhook that fails is left alone for a while, for longer each time: what happens meanwhile waits with what failed, and
goes first, so that one event which is never taken keeps no other back. After a day it is given up, and its owner told.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update

from app.db import db
from app.domain import webhooks as rules
from app.domain.webhooks import GIVE_UP_AFTER, KEPT_FOR, LEASE, DeliveryState
from app.models import User, Webhook, WebhookDelivery
from app.services import audit, outbox
from app.services.notices import NOBODY


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one webhook, claimed: where it goes, what it says, and the secret that signs it, encrypted."""

    id: int
    webhook_id: int
    url: str
    secret: str
    event_id: str
    event: str
    payload: dict[str, Any]
    created_at: datetime
    attempts: int


def is_any_due(*, now: datetime) -> bool:
    """Return whether there is something to claim; asking takes no lock."""
    return db.session.scalar(_due(now, WebhookDelivery.id).limit(1)) is not None


def claim(*, now: datetime) -> Delivery | None:
    """Take what has been tried least, and of that the first, for the time of a lease; None when nothing is due."""
    statement = _due(now, WebhookDelivery, Webhook).order_by(WebhookDelivery.attempts, WebhookDelivery.id).limit(1)
    found = db.session.execute(statement.with_for_update(of=WebhookDelivery, skip_locked=True)).first()
    if found is None:
        return None
    row, webhook = found
    row.attempts += 1
    row.claimed_until = now + LEASE
    db.session.flush()
    return Delivery(
        row.id, webhook.id, webhook.url, webhook.secret, row.event_id, row.event, row.payload, row.created_at,
        row.attempts,
    )  # fmt: skip


def mark_sent(delivery: Delivery, *, status: int, now: datetime) -> None:
    """Write down that the event was taken; the webhook works. What it was told long ago is forgotten."""
    ended: dict[str, Any] = {"state": DeliveryState.SENT.value, "ended_at": now}
    if _mark(delivery, now=now, last_status=status, **ended):
        works = {"failures": 0, "failing_since": None, "paused_until": None}
        db.session.execute(update(Webhook).where(Webhook.id == delivery.webhook_id).values(**works))
        is_old = (WebhookDelivery.webhook_id == delivery.webhook_id, WebhookDelivery.ended_at < now - KEPT_FOR)
        db.session.execute(delete(WebhookDelivery).where(*is_old))


def mark_failed(delivery: Delivery, *, status: int | None, chance: float, now: datetime) -> bool:
    """Write down that it was not taken, and with what status; return whether the webhook is given up by that."""
    is_over = now - delivery.created_at >= GIVE_UP_AFTER
    ended: dict[str, Any] = {"state": DeliveryState.FAILED.value, "ended_at": now} if is_over else {}
    if not _mark(delivery, now=now, last_status=status, **ended):
        return False
    webhook = db.session.get(Webhook, delivery.webhook_id, with_for_update=True, populate_existing=True)
    if webhook is None or webhook.disabled_at is not None:
        return False
    webhook.failures += 1
    webhook.failing_since = webhook.failing_since or now
    webhook.paused_until = now + rules.pause_after(webhook.failures, chance)
    if now - webhook.failing_since < GIVE_UP_AFTER:
        return False
    _give_up(webhook, now)
    return True


def _give_up(webhook: Webhook, now: datetime) -> None:
    webhook.disabled_at = now
    waiting = (WebhookDelivery.webhook_id == webhook.id, WebhookDelivery.state == DeliveryState.WAITING)
    failed = {"state": DeliveryState.FAILED.value, "ended_at": now, "claimed_until": None}
    db.session.execute(update(WebhookDelivery).where(*waiting).values(**failed))
    owner = db.session.get_one(User, webhook.user_id)
    outbox.write("webhook_disabled", to=owner, now=now, webhook=webhook.id, url=webhook.url)
    audit.record(NOBODY, "webhook.disabled", "webhook", webhook.id, now=now)


def _due(now: datetime, *columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(WebhookDelivery)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .join(User, User.id == Webhook.user_id)
        .where(
            WebhookDelivery.state == DeliveryState.WAITING,
            _is_over(WebhookDelivery.claimed_until, now),
            _is_over(Webhook.paused_until, now),
            Webhook.disabled_at.is_(None),
            User.deactivated_at.is_(None),
        )
    )


def _is_over(until: Any, now: datetime) -> ColumnElement[bool]:
    return or_(until.is_(None), until <= now)


def _mark(delivery: Delivery, *, now: datetime, **values: Any) -> bool:
    is_ours = (WebhookDelivery.id == delivery.id, WebhookDelivery.attempts == delivery.attempts)
    marking = update(WebhookDelivery).where(*is_ours, WebhookDelivery.state == DeliveryState.WAITING)
    marked = marking.values(claimed_until=None, tried_at=now, **values).returning(WebhookDelivery.id)
    return db.session.scalar(marked) is not None
