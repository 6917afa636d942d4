"""A person's tokens, with which programs act for them: made, shown once, ended."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.db import transact
from app.domain.clock import utc_now
from app.services import preferences, tokens
from app.web.access import Access, actor, allow, viewer
from app.web.forms.programs import TokenForm
from app.web.forms.submission import submit
from app.web.responses import done, page, redirect_to

bp = Blueprint("tokens", __name__, url_prefix="/settings/tokens")

MOST_SHOWN = 100


@bp.get("")
@allow(Access.SIGNED_IN)
def index() -> ResponseReturnValue:
    """List the person's tokens, and offer another."""
    return _page(TokenForm(formdata=None))


@bp.post("")
@allow(Access.SIGNED_IN)
def create() -> ResponseReturnValue:
    """Make a token, and show it this once."""
    form, now = TokenForm(), utc_now()
    email = preferences.get(viewer().id).email
    made = submit(
        form,
        lambda: tokens.create(
            actor=actor(), email=email, name=form.name.data, scopes=[form.scopes.data],
            expires_at=form.expires_at(now), now=now,
        ),
    )  # fmt: skip
    if made.result is None:
        return _page(form, status=made.status)
    return _page(TokenForm(formdata=None), token=made.result[1])


@bp.post("/<number:token_id>/revoke")
@allow(Access.SIGNED_IN)
def revoke(token_id: int) -> ResponseReturnValue:
    """Let a token open nothing any more."""
    transact(lambda: tokens.revoke(actor=actor(), number=token_id, now=utc_now()))
    done(gettext("The token opens nothing any more."))
    return redirect_to("tokens.index")


def _page(form: TokenForm, *, status: int = 200, token: str = "") -> ResponseReturnValue:
    own = tokens.list_tokens(user_id=viewer().id, now=utc_now(), limit=MOST_SHOWN)
    return page("settings/tokens.html", status=status, form=form, token=token, tokens=own)
