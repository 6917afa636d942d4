"""How a person signs in: their password, their address, and the browsers they are signed in with."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.db import transact
from app.domain import passwords
from app.domain.clock import utc_now
from app.domain.errors import WeakPassword
from app.services import accounts, authenticators, passkeys, preferences, registration, sign_ins
from app.web.access import Access, actor, allow, viewer
from app.web.forms.auth import ChangeAddressForm, ChangePasswordForm
from app.web.forms.submission import refuse
from app.web.keys import relying_party
from app.web.proof import submit_proof
from app.web.responses import done, page, redirect_to

bp = Blueprint("sign_ins", __name__, url_prefix="/settings/security")


@bp.get("")
@allow(Access.SIGNED_IN)
def index() -> ResponseReturnValue:
    """Show address, password and sessions."""
    return _page()


@bp.post("/password")
@allow(Access.SIGNED_IN)
def change_password() -> ResponseReturnValue:
    """Change the password; every other browser is signed out."""
    form = ChangePasswordForm()
    status = 422
    if form.validate_on_submit():
        try:
            password_hash = passwords.make_hash(form.password.data, about=(viewer().name,))
        except WeakPassword as error:
            refuse(form, error)
        else:
            changed = submit_proof(form, lambda: transact(
                lambda: accounts.change_password(
                    user_id=viewer().id, present=form.present.data, password_hash=password_hash,
                    keep=viewer().sign_in_id, now=utc_now(),
                )
            ))  # fmt: skip
            if changed.is_done:
                done(gettext("Your password is changed. Everywhere else you are signed out."))
                return redirect_to("sign_ins.index")
            status = changed.status
    return _page(status=status, password=form)


@bp.post("/address")
@allow(Access.SIGNED_IN)
def change_address() -> ResponseReturnValue:
    """Write to a new address; it counts once its link has been used."""
    form = ChangeAddressForm()
    asked = submit_proof(
        form,
        lambda: transact(
            lambda: registration.ask_for_address(
                person_id=viewer().id, password=form.present.data, email=form.email.data, now=utc_now()
            )
        ),
    )
    if not asked.is_done:
        return _page(status=asked.status, address=form)
    done(gettext("A mail is on its way to %(address)s. Open its link to use that address.", address=form.email.data))
    return redirect_to("sign_ins.index")


@bp.post("/sign-ins/<number:sign_in_id>/end")
@allow(Access.SIGNED_IN)
def end(sign_in_id: int) -> ResponseReturnValue:
    """Sign one other browser out."""
    transact(lambda: sign_ins.end(actor=actor(), user_id=viewer().id, sign_in_id=sign_in_id, now=utc_now()))
    done(gettext("That browser is signed out."))
    return redirect_to("sign_ins.index")


@bp.post("/sign-ins/end-others")
@allow(Access.SIGNED_IN)
def end_others() -> ResponseReturnValue:
    """Sign every other browser out."""
    transact(lambda: sign_ins.end_all(viewer().id, but=viewer().sign_in_id))
    done(gettext("You are signed out everywhere else."))
    return redirect_to("sign_ins.index")


def _page(
    *, status: int = 200, password: ChangePasswordForm | None = None, address: ChangeAddressForm | None = None
) -> ResponseReturnValue:
    return page(
        "settings/security.html",
        status=status,
        password=password or ChangePasswordForm(formdata=None),
        address=address or ChangeAddressForm(formdata=None),
        email=preferences.get(viewer().id).email,
        authenticator=authenticators.find_state(viewer().id),
        passkeys=passkeys.list_of(viewer().id),
        offers_passkeys=relying_party().is_possible,
        devices=sign_ins.list_of(viewer().id, now=utc_now()),
        this_sign_in=viewer().sign_in_id,
    )
