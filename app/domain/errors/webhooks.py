"""Webhooks: made, and tried again."""

from app.domain.errors.kinds import Conflict, Invalid


class BadEvents(Invalid):
    code = "bad_events"
    field = "events"


class BadWebhookUrl(Invalid):
    code = "bad_webhook_url"
    field = "url"


class TooManyWebhooks(Conflict):
    code = "too_many_webhooks"


class WebhookDisabled(Conflict):
    code = "webhook_disabled"


class DeliveryWaits(Conflict):
    code = "delivery_waits"
