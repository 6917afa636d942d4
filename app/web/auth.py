"""Signing in and out."""

import logging

from flask import Blueprint, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, logout_user

from app.db import transact
from app.domain.clock import utc_now
from app.domain.errors import BadCredentials, RateLimited
from app.domain.limits import SIGN_IN_ACCOUNT, SIGN_IN_NETWORK
from app.domain.networks import network_of
from app.problems import when_to_retry
from app.services import accounts, limits, sign_ins
from app.web import devices
from app.web.access import Access, allow
from app.web.addresses import local_path
from app.web.entering import enter
from app.web.forms.auth import LoginForm
from app.web.forms.submission import refuse
from app.web.login_page import login_page
from app.web.responses import done, forgetting, redirect_to

log = logging.getLogger(__name__)
bp = Blueprint("auth", __name__)


@bp.get("/login")
@allow(Access.PUBLIC)
def login() -> ResponseReturnValue:
    """Show the sign-in page."""
    if current_user.is_authenticated:
        return redirect(local_path(request.args.get("next")), code=303)
    return login_page(LoginForm(next=request.args.get("next")))


@bp.post("/login")
@allow(Access.PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Sign a person in and take them where they were going."""
    form = LoginForm()
    status, headers = 422, {}
    if form.validate_on_submit():
        network, account = network_of(request.remote_addr), devices.whose_tries(form.email.data)
        tries = ((SIGN_IN_NETWORK, network), (SIGN_IN_ACCOUNT, account))
        try:
            transact(lambda: limits.take(*tries, now=utc_now()))
            person = accounts.authenticate(email=form.email.data, password=form.password.data)
            response = enter(person.id, form.next.data, stamp=person.stamp)
        except (BadCredentials, RateLimited) as error:
            log.warning("sign-in refused: %s", error.code)
            status, headers = refuse(form, error, field="email"), when_to_retry(error)
        else:
            transact(lambda: limits.give_back(*tries))
            return response
    return login_page(form, status=status, headers=headers)


@bp.post("/logout")
@allow(Access.PUBLIC)
def logout() -> ResponseReturnValue:
    """End the session in this browser, and let it forget the pages it kept."""
    if current_user.is_authenticated:
        ending = current_user.sign_in_id
        transact(lambda: sign_ins.end_one(ending))
    logout_user()
    session.clear()
    done(gettext("You are signed out."))
    return forgetting(redirect_to("home.index"))
