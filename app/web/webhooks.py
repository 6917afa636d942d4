"""A person's webhooks: made, switched on again, removed; what was told them, and telling it once more."""

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.db import transact
from app.domain.clock import utc_now
from app.domain.limits import WEBHOOK_PERSON
from app.services import webhooks
from app.web.access import Access, actor, allow, viewer
from app.web.addresses import row_number
from app.web.forms.programs import EVENTS, WebhookForm
from app.web.forms.submission import submit
from app.web.keys import cipher
from app.web.pace import at_most
from app.web.responses import done, page, redirect_to

bp = Blueprint("webhooks", __name__, url_prefix="/settings/webhooks")

ON_PAGE = 20


@bp.get("")
@allow(Access.SIGNED_IN)
def index() -> ResponseReturnValue:
    """List the person's webhooks, and offer another."""
    return _list(WebhookForm(formdata=None))


@bp.post("")
@allow(Access.SIGNED_IN)
def create() -> ResponseReturnValue:
    """Make a webhook, and show its secret this once."""
    form = WebhookForm()
    allowed = bool(current_app.config["COACHBOOK"].allowed_networks)
    made = submit(
        form,
        at_most(WEBHOOK_PERSON, lambda: webhooks.create(
            actor=actor(), user_id=viewer().id, url=form.url.data, events=form.events.data,
            is_private_allowed=allowed, cipher=cipher(), key=form.key.data, now=utc_now(),
        )),
    )  # fmt: skip
    if made.result is None:
        return _list(form, status=made.status)
    response = _list(WebhookForm(formdata=None), secret=webhooks.reveal(made.result, actor=actor(), cipher=cipher()))
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/<number:webhook_id>")
@allow(Access.SIGNED_IN)
def show(webhook_id: int) -> ResponseReturnValue:
    """Show one webhook, with what was told it, the latest first."""
    webhook = webhooks.get(webhook_id, actor=actor())
    found = webhooks.list_deliveries(webhook_id=webhook_id, limit=ON_PAGE + 1, before=row_number("before"))
    shown = found[:ON_PAGE]
    before = shown[-1].id if len(found) > ON_PAGE else None
    return page("settings/webhook.html", webhook=webhook, deliveries=shown, before=before, words=EVENTS)


@bp.post("/<number:webhook_id>/enable")
@allow(Access.SIGNED_IN)
def enable(webhook_id: int) -> ResponseReturnValue:
    """Switch a webhook on again."""
    transact(lambda: webhooks.enable(actor=actor(), number=webhook_id, now=utc_now()))
    done(gettext("The webhook is on: what waits is sent now."))
    return redirect_to("webhooks.show", webhook_id=webhook_id)


@bp.post("/<number:webhook_id>/remove")
@allow(Access.SIGNED_IN)
def remove(webhook_id: int) -> ResponseReturnValue:
    """Forget a webhook."""
    transact(lambda: webhooks.remove(actor=actor(), number=webhook_id, now=utc_now()))
    done(gettext("The webhook is removed."))
    return redirect_to("webhooks.index")


@bp.post("/deliveries/<number:delivery_id>/resend")
@allow(Access.SIGNED_IN)
def resend(delivery_id: int) -> ResponseReturnValue:
    """Let something be told once more."""
    work = at_most(WEBHOOK_PERSON, lambda: webhooks.resend(actor=actor(), number=delivery_id, now=utc_now()))
    resent = transact(work)
    done(gettext("It is sent again in a moment."))
    return redirect_to("webhooks.show", webhook_id=resent.webhook_id)


def _list(form: WebhookForm, *, status: int = 200, secret: str = "") -> Response:
    own = webhooks.list_webhooks(user_id=viewer().id)
    return page("settings/webhooks.html", status=status, form=form, secret=secret, webhooks=own)
