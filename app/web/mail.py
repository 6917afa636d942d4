"""The mail of a machine that sends none: read here, so that every way can be walked to its end."""

from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue

from app.domain.clock import utc_now
from app.mails.writing import put_into_words
from app.services import outbox
from app.web.access import Access, allow
from app.web.responses import page

bp = Blueprint("mail", __name__, url_prefix="/dev/mail")

SHOWN = 30
# A mail carries its own styles, and no page of ours may.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'"


@bp.get("")
@allow(Access.PUBLIC)
def index() -> ResponseReturnValue:
    """Show the latest mails as text."""
    messages = outbox.list_latest(limit=SHOWN)
    mails = [(message.id, message.created_at, put_into_words(message, now=utc_now())) for message in messages]
    return page("dev/mail.html", mails=mails)


@bp.get("/<number:number>")
@allow(Access.PUBLIC)
def html(number: int) -> ResponseReturnValue:
    """Show one mail as a mail program does."""
    response = make_response(put_into_words(outbox.get(number), now=utc_now()).html)
    response.headers["Content-Security-Policy"] = POLICY
    return response
