"""`flask webhooks`: where programs are told what happens, and what was told them."""

from typing import Any

import click
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli import facts
from app.cli.acting import administrator
from app.cli.commands import Group, dry_run_option, limit_option, option
from app.cli.inputs import NUMBER
from app.cli.output import Column, say, show_list
from app.db import transact
from app.domain.clock import utc_now
from app.domain.webhooks import DeliveryState
from app.services import account_views
from app.services import webhooks as service
from app.services.webhooks import DeliveryView, WebhookView

webhooks = Group("webhooks", help=_l("Where programs are told what happens, and what was told them."))

COLUMNS = (
    Column(_l("ID"), lambda hook: hook["id"], is_number=True, is_whole=True),
    Column(_l("Person"), lambda hook: hook["user"]),
    Column(_l("Address"), lambda hook: hook["url"]),
    Column(_l("Events"), lambda hook: ", ".join(hook["events"]), rank=2),
    Column(_l("Failing since"), lambda hook: facts.moment(hook["failing_since"]), rank=1, is_whole=True),
    Column(_l("Switched off"), lambda hook: facts.moment(hook["disabled_at"]), is_whole=True),
)
TOLD = (
    Column(_l("Delivery"), lambda told: told["id"], is_number=True, is_whole=True),
    Column(_l("Webhook"), lambda told: told["webhook"], is_number=True, is_whole=True),
    Column(_l("State"), lambda told: told["state"], is_whole=True),
    Column(_l("Event"), lambda told: told["event"], is_whole=True),
    Column(_l("Event ID"), lambda told: told["event_id"], rank=3),
    Column(_l("Happened"), lambda told: facts.moment(told["created_at"]), rank=2, is_whole=True),
    Column(_l("Sent"), lambda told: facts.moment(told["tried_at"]), is_whole=True),
    Column(_l("Answer"), lambda told: told["status"], is_number=True, is_whole=True),
    Column(_l("Attempts"), lambda told: told["attempts"], rank=1, is_number=True, is_whole=True),
)


@webhooks.verb(
    "list", "list", "list --user ines@example.org --json", help=_l("List webhooks, the newest first, ended ones too.")
)
@option("--user", help=_l("Only this person's, by e-mail address."))
@limit_option
def list_webhooks(*, user: str | None, limit: int) -> None:
    """List webhooks."""
    user_id = account_views.get(user).number if user else None
    rows = [_facts(hook) for hook in service.list_webhooks(user_id=user_id, limit=limit + 1)]
    show_list(rows, COLUMNS, limit=limit, empty=gettext("No webhooks."), zone=formats.zone())


@webhooks.verb(
    "deliveries",
    "deliveries",
    "deliveries --webhook 3 --state failed --json",
    help=_l("List what was told webhooks, the latest first, with the answer to the last attempt."),
)
@option("--webhook", type=NUMBER, help=_l("Only what was told this one."))
@option("--state", type=click.Choice([state.value for state in DeliveryState]), help=_l("Only those that stand so."))
@limit_option
def deliveries(*, webhook: int | None, state: str | None, limit: int) -> None:
    """List what was told."""
    if webhook is not None:
        service.get(webhook, actor=administrator())
    wanted = DeliveryState(state) if state else None
    found = service.list_deliveries(webhook_id=webhook, state=wanted, limit=limit + 1)
    empty = gettext("Nothing was told so far.")
    show_list([_told(one) for one in found], TOLD, limit=limit, empty=empty, zone=formats.zone())


@webhooks.verb(
    "resend", "resend 12", "resend 12 --dry-run", help=_l("Tell something once more that was taken or given up.")
)
@click.argument("delivery", type=NUMBER)
@dry_run_option
def resend(*, delivery: int, dry_run: bool) -> None:
    """Tell something once more."""
    actor, now = administrator(), utc_now()
    resent = transact(lambda: service.resend(actor=actor, number=delivery, now=now))
    told = (
        gettext("Would send delivery %(number)s again.") if dry_run else gettext("Delivery %(number)s is sent again.")
    )
    say(told % {"number": delivery}, **_told(resent), dry_run=dry_run)


def _facts(hook: WebhookView) -> dict[str, Any]:
    return {
        "id": hook.id,
        "user": hook.email,
        "url": hook.url,
        "events": hook.events,
        "created_at": hook.created_at,
        "failing_since": hook.failing_since,
        "disabled_at": hook.disabled_at,
    }


def _told(delivery: DeliveryView) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "webhook": delivery.webhook_id,
        "event": delivery.event,
        "event_id": delivery.event_id,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "created_at": delivery.created_at,
        "tried_at": delivery.tried_at,
        "status": delivery.status,
    }
