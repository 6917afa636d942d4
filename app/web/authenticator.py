"""A person's authenticator app: set up, seen, turned off; and their recovery codes."""

from collections.abc import Sequence
from datetime import timedelta

import segno
from flask import Blueprint, current_app, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from app.db import transact
from app.domain import codes, recovery
from app.domain.ciphers import Unreadable
from app.domain.clock import utc_now
from app.domain.errors import SetupEnded
from app.services import accounts, authenticators, preferences, recovery_codes
from app.web.access import Access, allow, viewer
from app.web.forms.second_factor import CodeForm, PresentForm, TurnOffForm
from app.web.forms.submission import refuse
from app.web.keys import cipher
from app.web.proof import submit_proof
from app.web.responses import done, page, redirect_to, unkept

bp = Blueprint("authenticator", __name__, url_prefix="/settings/security/authenticator")

# The secret of an app that is being set up: encrypted, with this browser alone, and no longer than this.
SETUP = "setup"
LASTING = timedelta(minutes=15)


@bp.get("")
@allow(Access.SIGNED_IN)
def show() -> ResponseReturnValue:
    """Show how to set an app up, or that one is."""
    return _page()


@bp.post("/begin")
@allow(Access.SIGNED_IN)
def begin() -> ResponseReturnValue:
    """Make a secret for an app, for somebody who knows the password."""
    form = PresentForm()
    proved = submit_proof(form, lambda: accounts.prove(user_id=viewer().id, password=form.present.data))
    if not proved.is_done:
        return _page(status=proved.status, present=form)
    session[SETUP] = [cipher().encrypt(codes.new_secret()), utc_now().timestamp()]
    return redirect_to("authenticator.show")


@bp.post("")
@allow(Access.SIGNED_IN)
def turn_on() -> ResponseReturnValue:
    """Ask for codes from now on, once a right one was typed, and show the recovery codes this one time."""
    form = CodeForm()
    secret = _secret()
    if secret is None:
        present = PresentForm(formdata=None)
        return _page(status=refuse(present, SetupEnded(), field="present"), present=present)
    turned_on = submit_proof(form, lambda: _turn_on(secret, form.code.data))
    if not turned_on.is_done:
        return _page(status=turned_on.status, code=form)
    session.pop(SETUP)
    return unkept(page("settings/recovery_codes.html", codes=turned_on.result, is_first=True))


@bp.post("/recovery-codes")
@allow(Access.SIGNED_IN)
def make_codes() -> ResponseReturnValue:
    """Make other recovery codes and show them this one time."""
    form = PresentForm()
    made = submit_proof(form, lambda: _make_codes(form.present.data))
    if not made.is_done:
        return _page(status=made.status, present=form)
    return unkept(page("settings/recovery_codes.html", codes=made.result, is_first=False))


@bp.post("/off")
@allow(Access.SIGNED_IN)
def turn_off() -> ResponseReturnValue:
    """Ask for no codes any more, for somebody who knows the password and has a code."""
    form = TurnOffForm()
    turned_off = submit_proof(form, lambda: _turn_off(form.present.data, form.code.data))
    if not turned_off.is_done:
        return _page(status=turned_off.status, off=form)
    done(gettext("The authenticator app is turned off. You sign in without a code."))
    return redirect_to("sign_ins.index")


def _turn_on(secret: str, code: str) -> Sequence[str]:
    """Return the recovery codes."""
    new_codes = recovery.new_codes()
    hashes = recovery.make_hashes(new_codes)
    transact(
        lambda: authenticators.turn_on(
            user_id=viewer().id, secret=secret, code=code, hashes=hashes, keep=viewer().sign_in_id,
            cipher=cipher(), now=utc_now(),
        )
    )  # fmt: skip
    return new_codes


def _make_codes(password: str) -> Sequence[str]:
    new_codes = recovery.new_codes()
    hashes = recovery.make_hashes(new_codes)
    transact(lambda: recovery_codes.replace(user_id=viewer().id, password=password, hashes=hashes, now=utc_now()))
    return new_codes


def _turn_off(password: str, code: str) -> None:
    found = recovery_codes.find_match(viewer().id, code)
    transact(
        lambda: authenticators.turn_off(
            user_id=viewer().id, password=password, code=code, recovery_code_id=found, cipher=cipher(), now=utc_now()
        )
    )


def _secret() -> str | None:
    """Return the secret that is being set up in this browser, or None if none is, or it is too old."""
    kept, begun_at = session.get(SETUP, ("", 0))
    if utc_now().timestamp() - begun_at >= LASTING.total_seconds():
        return None
    try:
        return cipher().decrypt(kept)
    except Unreadable:
        return None


def _page(
    *, status: int = 200, present: PresentForm | None = None, code: CodeForm | None = None,
    off: TurnOffForm | None = None,
) -> ResponseReturnValue:  # fmt: skip
    state = authenticators.find_state(viewer().id)
    secret = _secret() if state is None else None
    response = page(
        "settings/authenticator.html",
        status=status,
        state=state,
        secret=codes.in_groups(secret) if secret else None,
        picture=_picture(secret) if secret else None,
        present=present or PresentForm(formdata=None),
        code=code or CodeForm(formdata=None),
        off=off or TurnOffForm(formdata=None),
    )
    return unkept(response) if secret else response


def _picture(secret: str) -> Markup:
    """Draw what an app reads off the screen; dark on light in every theme, as cameras want it."""
    address = codes.address(
        secret, email=preferences.get(viewer().id).email, programme=current_app.config["COACHBOOK"].programme_name
    )
    drawn = segno.make_qr(address).svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass=None)
    return Markup(drawn)  # noqa: S704  # the library writes numbers, nothing that was typed
