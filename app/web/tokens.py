"""The tokens with which programs act for a person: made, seen, revoked."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.db import transact
from app.domain.clock import utc_now
from app.services import accounts, tokens
from app.web.access import Access, actor, allow, viewer
from app.web.forms.programs import TokenForm
from app.web.proof import submit_proof
from app.web.responses import done, page, redirect_to

bp = Blueprint("tokens", __name__, url_prefix="/settings/tokens")

# As many as are read, the newest in front.
LATEST = 50


@bp.get("")
@allow(Access.SIGNED_IN)
def index() -> ResponseReturnValue:
    """Show a person's tokens, and how to make another."""
    return _page()


@bp.post("")
@allow(Access.SIGNED_IN)
def create() -> ResponseReturnValue:
    """Make a token and show it this one time, to somebody who knows the password."""
    form = TokenForm()
    made = submit_proof(form, lambda: _create(form))
    if not made.is_done:
        return _page(status=made.status, form=form)
    response = page("settings/token.html", token=made.result, name=form.name.data.strip())
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/<number:token_id>/revoke")
@allow(Access.SIGNED_IN)
def revoke(token_id: int) -> ResponseReturnValue:
    """Let a token of the person's count no more."""
    transact(lambda: tokens.revoke(actor=actor(), number=token_id, now=utc_now()))
    done(gettext("The token is revoked. Whatever used it is shut out from now on."))
    return redirect_to("tokens.index")


def _create(form: TokenForm) -> str:
    """Return the token, which is kept nowhere."""
    person = accounts.prove(user_id=viewer().id, password=form.present.data)
    email, now = person.email, utc_now()
    _, token = transact(
        lambda: tokens.create(
            actor=actor(), email=email, name=form.name.data, scopes=[form.scopes.data],
            expires_at=form.expires_at(now), now=now,
        )
    )  # fmt: skip
    return token


def _page(*, status: int = 200, form: TokenForm | None = None) -> ResponseReturnValue:
    found = tokens.list_tokens(user_id=viewer().id, now=utc_now(), limit=LATEST)
    return page("settings/tokens.html", status=status, tokens=found, form=form or TokenForm(formdata=None))
