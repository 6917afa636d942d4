"""Signing in, out and up."""

from flask import Blueprint, current_app, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from flask_login import current_user, login_user, logout_user

from app import formats
from app.domain import passwords
from app.domain.clock import utc_now
from app.domain.errors import BadCredentials, RegistrationClosed, WeakPassword
from app.services import accounts
from app.web.access import Access, allow, load_viewer
from app.web.addresses import local_path
from app.web.forms.auth import LoginForm, RegisterForm
from app.web.forms.submission import refuse, submit
from app.web.responses import done, page, redirect_to

bp = Blueprint("auth", __name__)


@bp.get("/login")
@allow(Access.PUBLIC)
def login() -> ResponseReturnValue:
    """Show the sign-in page."""
    if current_user.is_authenticated:
        return redirect(local_path(request.args.get("next")), code=303)
    return page("auth/login.html", form=LoginForm(next=request.args.get("next")))


@bp.post("/login")
@allow(Access.PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Sign a person in and take them where they were going."""
    form = LoginForm()
    if form.validate_on_submit():
        try:
            person = accounts.authenticate(email=form.email.data, password=form.password.data)
        except BadCredentials as error:
            refuse(form, error, field="email")
        else:
            return _enter(person.session_token, form.next.data)
    return page("auth/login.html", status=422, form=form)


@bp.post("/logout")
@allow(Access.PUBLIC)
def logout() -> ResponseReturnValue:
    """End the session in this browser, and let it forget the pages it kept."""
    logout_user()
    session.clear()
    done(gettext("You are signed out."))
    response = redirect_to("home.index")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@bp.get("/register")
@allow(Access.PUBLIC)
def register() -> ResponseReturnValue:
    """Show the sign-up page."""
    _check_open()
    return page("auth/register.html", form=RegisterForm(next=request.args.get("next"), timezone=formats.zone()))


@bp.post("/register")
@allow(Access.PUBLIC)
def sign_up() -> ResponseReturnValue:
    """Make an account and sign the person in."""
    _check_open()
    form = RegisterForm()
    config = current_app.config["COACHBOOK"]
    status = 422
    if form.validate_on_submit():
        try:
            password_hash = passwords.make_hash(form.password.data)
        except WeakPassword as error:
            refuse(form, error)
        else:
            made = submit(
                form,
                lambda: accounts.create(
                    actor=None, email=form.email.data, name=form.name.data, phone=form.phone.data,
                    phone_region=config.phone_region, timezone=form.timezone.data, locale=str(get_locale()),
                    password_hash=password_hash, now=utc_now(),
                ),
            )  # fmt: skip
            if made.is_done:
                person = accounts.authenticate(email=form.email.data, password=form.password.data)
                answer = _enter(person.session_token, form.next.data)
                done(gettext("Welcome, %(name)s. Your account is ready.", name=person.name))
                return answer
            status = made.status
    return page("auth/register.html", status=status, form=form)


def _enter(session_token: str, next_page: str | None) -> ResponseReturnValue:
    """Begin a session of this person's own, into which nothing of the visitor's goes."""
    session.clear()
    login_user(load_viewer(session_token))
    return redirect(local_path(next_page), code=303)


def _check_open() -> None:
    if current_app.config["COACHBOOK"].registration != "open":
        raise RegistrationClosed()
