"""Webhooks: made, listed, removed, switched on again; what was told them, and telling it once more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, func, select

from app.db import db
from app.domain import webhooks as rules
from app.domain.actors import Actor
from app.domain.ciphers import Cipher
from app.domain.errors import DeliveryWaits, NotFound, TooManyWebhooks, WebhookDisabled
from app.domain.webhooks import DeliveryState
from app.models import User, Webhook, WebhookDelivery
from app.services import audit, idempotency, people


@dataclass(frozen=True, slots=True)
class WebhookView:
    """One webhook as its owner and an administrator see it."""

    id: int
    email: str
    url: str
    events: tuple[str, ...]
    created_at: datetime
    failing_since: datetime | None
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """What was told a webhook, or is to be; `status` is what it answered, if it did."""

    id: int
    webhook_id: int
    event_id: str
    event: str
    state: DeliveryState
    attempts: int
    created_at: datetime
    tried_at: datetime | None
    status: int | None


def create(
    *,
    actor: Actor,
    user_id: int,
    url: str,
    events: Iterable[str],
    is_private_allowed: bool,
    cipher: Cipher,
    key: str | None = None,
    now: datetime,
) -> int:
    """Make a webhook for a person; return its number. Its secret is told by `reveal`.

    Raises BadEvents, BadWebhookUrl, Missing, TooLong, TooManyWebhooks, IdempotencyMismatch.
    """
    now = people.lock([user_id], now=now)
    url = rules.check_url(url, is_private_allowed=is_private_allowed)
    chosen = rules.check_events(events)

    def work() -> int:
        count = db.session.scalar(select(func.count()).where(Webhook.user_id == user_id)) or 0
        if count >= rules.MOST_WEBHOOKS:
            raise TooManyWebhooks(most=rules.MOST_WEBHOOKS)
        secret = cipher.encrypt(rules.new_secret())
        row = Webhook(user_id=user_id, url=url, events=" ".join(chosen), secret=secret, created_at=now)
        db.session.add(row)
        db.session.flush()
        audit.record(actor, "webhook.created", "webhook", row.id, now=now, user=user_id, events=row.events)
        return row.id

    request = {"action": "create webhook", "url": url, "events": chosen}
    number: int = idempotency.once(work, actor=actor, key=key, request=request, now=now)
    return number


def reveal(number: int, *, actor: Actor, cipher: Cipher) -> str:
    """Return a webhook's secret; edges show it once, to who has just made it. Raises NotFound."""
    return cipher.decrypt(_get(number, actor).secret)


def get(number: int, *, actor: Actor) -> WebhookView:
    """Return one webhook of the actor's. Raises NotFound."""
    _get(number, actor)
    return _views(_all().where(Webhook.id == number))[0]


def list_webhooks(*, user_id: int | None = None, limit: int = rules.MOST_WEBHOOKS) -> Sequence[WebhookView]:
    """Return webhooks, the newest first: all, or one person's."""
    statement = _all().order_by(Webhook.id.desc()).limit(limit)
    return _views(statement if user_id is None else statement.where(Webhook.user_id == user_id))


def list_deliveries(
    *, webhook_id: int | None = None, state: DeliveryState | None = None, limit: int, before: int | None = None
) -> Sequence[DeliveryView]:
    """Return what was told, the latest first: all, or one webhook's; `before` goes on after that number."""
    statement = select(WebhookDelivery).order_by(WebhookDelivery.id.desc()).limit(limit)
    if webhook_id is not None:
        statement = statement.where(WebhookDelivery.webhook_id == webhook_id)
    if state is not None:
        statement = statement.where(WebhookDelivery.state == state)
    if before is not None:
        statement = statement.where(WebhookDelivery.id < before)
    return [_delivery(row) for row in db.session.scalars(statement)]


def remove(*, actor: Actor, number: int, now: datetime) -> None:
    """Forget a webhook with all that was told it. Raises NotFound."""
    _get(number, actor, locked=True)
    db.session.execute(delete(WebhookDelivery).where(WebhookDelivery.webhook_id == number))
    db.session.execute(delete(Webhook).where(Webhook.id == number))
    audit.record(actor, "webhook.removed", "webhook", number, now=now)


def enable(*, actor: Actor, number: int, now: datetime) -> None:
    """Tell a webhook that was given up, or is left alone for a while, what happens from now on. Raises NotFound."""
    row = _get(number, actor, locked=True)
    row.failures, row.failing_since, row.paused_until, row.disabled_at = 0, None, None, None
    db.session.flush()
    audit.record(actor, "webhook.enabled", "webhook", number, now=now)


def resend(*, actor: Actor, number: int, now: datetime) -> DeliveryView:
    """Let an event that has ended be told once more, with the same id. Raises NotFound, WebhookDisabled, DeliveryWaits.

    One that is older than a day has one attempt.
    """
    row = db.session.get(WebhookDelivery, number, with_for_update=True, populate_existing=True)
    if row is None or not (actor.is_admin or actor.user_id == row.user_id):
        raise NotFound(kind="delivery", number=number)
    if _get(row.webhook_id, actor).disabled_at is not None:
        raise WebhookDisabled()
    if row.state == DeliveryState.WAITING:
        raise DeliveryWaits()
    row.state, row.attempts, row.ended_at = DeliveryState.WAITING.value, 0, None
    db.session.flush()
    audit.record(actor, "delivery.resent", "delivery", number, now=now)
    return _delivery(row)


def _get(number: int, actor: Actor, *, locked: bool = False) -> Webhook:
    row = db.session.get(Webhook, number, with_for_update=locked, populate_existing=True)
    if row is None or not (actor.is_admin or actor.user_id == row.user_id):
        raise NotFound(kind="webhook", number=number)
    return row


def _all() -> Select[Webhook, str]:
    return select(Webhook, User.email).join(User, User.id == Webhook.user_id)


def _views(statement: Select[Webhook, str]) -> Sequence[WebhookView]:
    return [
        WebhookView(
            row.id, email, row.url, tuple(row.events.split()), row.created_at, row.failing_since, row.disabled_at
        )
        for row, email in db.session.execute(statement)
    ]


def _delivery(row: WebhookDelivery) -> DeliveryView:
    return DeliveryView(
        row.id, row.webhook_id, row.event_id, row.event, DeliveryState(row.state), row.attempts, row.created_at,
        row.tried_at, row.last_status,
    )  # fmt: skip
