"""Signing up, and asking for a link by mail."""

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from app import formats
from app.db import transact
from app.domain import passwords
from app.domain.clock import utc_now
from app.domain.errors import RegistrationClosed, WeakPassword
from app.domain.limits import MAIL_NETWORK, SIGN_UP_NETWORK, Limit
from app.domain.networks import network_of
from app.services import limits, registration
from app.web.access import Access, allow
from app.web.addresses import local_path
from app.web.forms.auth import AddressForm, RegisterForm
from app.web.forms.submission import refuse, submit
from app.web.responses import done, page, redirect_to

bp = Blueprint("registration", __name__)


@bp.get("/register")
@allow(Access.PUBLIC)
def register() -> ResponseReturnValue:
    """Show the sign-up page."""
    _check_open()
    return page("auth/register.html", form=RegisterForm(next=request.args.get("next"), timezone=formats.zone()))


@bp.post("/register")
@allow(Access.PUBLIC)
def sign_up() -> ResponseReturnValue:
    """Make an account whose address is still to be confirmed; the answer is the same if there is one already."""
    _check_open()
    form = RegisterForm()
    config = current_app.config["COACHBOOK"]
    status = 422
    if form.validate_on_submit():
        _count(SIGN_UP_NETWORK)
        try:
            password_hash = passwords.make_hash(
                form.password.data, about=(form.name.data, form.email.data, config.programme_name)
            )
        except WeakPassword as error:
            refuse(form, error)
        else:
            made = submit(
                form,
                lambda: registration.sign_up(
                    email=form.email.data, name=form.name.data, phone=form.phone.data,
                    phone_region=config.phone_region, timezone=form.timezone.data, locale=str(get_locale()),
                    password_hash=password_hash, next_page=local_path(form.next.data), now=utc_now(),
                ),
            )  # fmt: skip
            if made.is_done:
                return _look_into_mail(form.email.data)
            status = made.status
    return page("auth/register.html", status=status, form=form)


@bp.get("/login/link")
@allow(Access.PUBLIC)
def ask_link() -> ResponseReturnValue:
    """Show where a sign-in link is asked for."""
    return page("auth/ask.html", form=AddressForm(next=request.args.get("next")), is_reset=False)


@bp.post("/login/link")
@allow(Access.PUBLIC)
def send_link() -> ResponseReturnValue:
    """Mail a sign-in link to the address if it has an account."""
    return _send("sign_in_link", is_reset=False)


@bp.get("/forgot")
@allow(Access.PUBLIC)
def forgot() -> ResponseReturnValue:
    """Show where a new password is asked for."""
    return page("auth/ask.html", form=AddressForm(next=request.args.get("next")), is_reset=True)


@bp.post("/forgot")
@allow(Access.PUBLIC)
def send_reset() -> ResponseReturnValue:
    """Mail a link for a new password to the address if it has an account."""
    return _send("reset_password", is_reset=True)


@bp.get("/look-into-your-mail")
@allow(Access.PUBLIC)
def sent() -> ResponseReturnValue:
    """Say that a mail is on its way."""
    return page("auth/sent.html")


def _send(kind: str, *, is_reset: bool) -> ResponseReturnValue:
    form = AddressForm()
    if form.validate_on_submit():
        _count(MAIL_NETWORK)
        next_page = local_path(form.next.data)
        asked = submit(
            form,
            lambda: registration.send_link(kind, email=form.email.data, next_page=next_page, now=utc_now()),
        )
        if asked.is_done:
            return _look_into_mail(form.email.data)
    return page("auth/ask.html", status=422, form=form, is_reset=is_reset)


def _look_into_mail(address: str) -> ResponseReturnValue:
    done(gettext("If %(address)s can be written to, a mail is on its way.", address=address.strip()))
    return redirect_to("registration.sent")


def _count(limit: Limit) -> None:
    """Count a try from this network address. Raises RateLimited."""
    transact(lambda: limits.take((limit, network_of(request.remote_addr)), now=utc_now()))


def _check_open() -> None:
    if current_app.config["COACHBOOK"].registration != "open":
        raise RegistrationClosed()
