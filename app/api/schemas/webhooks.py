"""Webhooks: where programs are told what happens."""

from pydantic import Field

from app.api.schemas.shape import Instant, Number, Shape
from app.domain.webhooks import URL_LENGTH, Event
from app.services.webhooks import WebhookView


class NewWebhook(Shape):
    """Where to tell, and of what."""

    url: str = Field(min_length=1, max_length=URL_LENGTH, examples=["https://example.org/coachbook"])
    events: list[Event] = Field(min_length=1, max_length=len(Event))


class Webhook(Shape):
    """An address that is told of its owner's calls and slots; `disabled_at` once it has failed for a day."""

    id: Number
    url: str
    events: list[Event]
    created_at: Instant
    failing_since: Instant | None
    disabled_at: Instant | None

    @classmethod
    def of(cls, webhook: WebhookView) -> "Webhook":
        """Return what the API tells of a webhook."""
        return cls(**_facts(webhook))


class MadeWebhook(Webhook):
    """A new webhook with the secret that signs what it is told; it is told this once."""

    secret: str

    @classmethod
    def with_secret(cls, webhook: WebhookView, secret: str) -> "MadeWebhook":
        """Return what the API tells who has just made it."""
        return cls(**_facts(webhook), secret=secret)


class WebhookList(Shape):
    """All of the caller's: there are never many."""

    items: list[Webhook]
    next_cursor: None = None


def _facts(webhook: WebhookView) -> dict[str, object]:
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": [Event(name) for name in webhook.events],
        "created_at": webhook.created_at,
        "failing_since": webhook.failing_since,
        "disabled_at": webhook.disabled_at,
    }
