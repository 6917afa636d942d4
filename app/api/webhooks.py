"""Webhooks of the caller's: made, listed, removed."""

from flask import Blueprint, current_app

from app.api.caller import actor, caller, key
from app.api.endpoint import Answer, endpoint
from app.api.schemas.webhooks import MadeWebhook, NewWebhook, Webhook, WebhookList
from app.db import transact
from app.domain import errors
from app.domain.clock import utc_now
from app.domain.tokens import Scope
from app.integrations.crypto import cipher_of
from app.services import webhooks as service

bp = Blueprint("api_webhooks", __name__)

MAKING = (errors.BadWebhookUrl, errors.Missing, errors.TooManyWebhooks, errors.IdempotencyMismatch)


@bp.get("/webhooks")
@endpoint("List your webhooks", scope=Scope.READ, answer=WebhookList)
def index() -> WebhookList:
    """List the caller's webhooks, the newest first."""
    return WebhookList(items=[Webhook.of(webhook) for webhook in service.list_webhooks(user_id=caller().id)])


@bp.post("/webhooks")
@endpoint(
    "Be told what happens", scope=Scope.WRITE, body=NewWebhook, answer=MadeWebhook, statuses=(201,), refuses=MAKING,
    takes_key=True,
)  # fmt: skip
def create(body: NewWebhook) -> Answer:
    """Make a webhook, and tell its secret this once."""
    config = current_app.config["COACHBOOK"]
    cipher = cipher_of(config)
    number = transact(
        lambda: service.create(
            actor=actor(), user_id=caller().id, url=body.url, events=body.events,
            is_private_allowed=bool(config.allowed_networks), cipher=cipher, key=key(), now=utc_now(),
        )
    )  # fmt: skip
    made = service.get(number, actor=actor())
    return Answer(MadeWebhook.with_secret(made, service.reveal(number, actor=actor(), cipher=cipher)), 201)


@bp.delete("/webhooks/<number:webhook_id>")
@endpoint("Remove a webhook", scope=Scope.WRITE, statuses=(204,), refuses=(errors.NotFound,))
def remove(webhook_id: int) -> None:
    """Forget a webhook with all that was told it."""
    transact(lambda: service.remove(actor=actor(), number=webhook_id, now=utc_now()))
