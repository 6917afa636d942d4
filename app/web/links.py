"""The pages behind links from mails: opening one shows a button, and only the button acts (case D1)."""

from collections.abc import Callable

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.db import transact
from app.domain import passwords
from app.domain.clock import utc_now
from app.domain.errors import LinkExpired, WeakPassword
from app.domain.links import Link, Purpose
from app.mails.links import read
from app.services import links
from app.web.access import Access, allow, viewer
from app.web.entering import enter
from app.web.forms.auth import LinkForm, NewPasswordForm
from app.web.forms.submission import refuse, submit
from app.web.responses import done, page, redirect_to, unkept

bp = Blueprint("links", __name__)


@bp.get("/confirm/<token>")
@allow(Access.PUBLIC)
def confirm(token: str) -> ResponseReturnValue:
    """Show the button that confirms an address, or where a password is typed if none counts."""
    return _choose_password(token, Purpose.CONFIRM) if _asks_password(token) else _show(token, Purpose.CONFIRM)


@bp.post("/confirm/<token>")
@allow(Access.PUBLIC)
def do_confirm(token: str) -> ResponseReturnValue:
    """Confirm an address and sign its person in."""
    if _asks_password(token):
        return _set_password(token, Purpose.CONFIRM)
    return _act(token, Purpose.CONFIRM, links.confirm, gettext("Your address is confirmed."))


@bp.get("/login/link/<token>")
@allow(Access.PUBLIC)
def sign_in(token: str) -> ResponseReturnValue:
    """Show the button that signs in."""
    return _show(token, Purpose.SIGN_IN)


@bp.post("/login/link/<token>")
@allow(Access.PUBLIC)
def do_sign_in(token: str) -> ResponseReturnValue:
    """Sign a person in; whoever opens the mail owns the address, so it is confirmed too."""
    return _act(token, Purpose.SIGN_IN, links.confirm, gettext("You are signed in."))


@bp.get("/new-address/<token>")
@allow(Access.SIGNED_IN)
def new_address(token: str) -> ResponseReturnValue:
    """Show the button that changes an address."""
    return _show(token, Purpose.NEW_ADDRESS, read_link=_read_own)


@bp.post("/new-address/<token>")
@allow(Access.SIGNED_IN)
def do_new_address(token: str) -> ResponseReturnValue:
    """Change an account's address: its person does, not whoever reads the mail at an address that was mistyped."""
    form = LinkForm()
    try:
        link = _read_own(token)
        changed = submit(form, lambda: links.change_address(link, now=utc_now()))
    except LinkExpired:
        return _expired()
    if not changed.is_done:
        return page("auth/link.html", status=422, form=form, purpose=Purpose.NEW_ADDRESS.value)
    done(gettext("Your address is changed."))
    return redirect_to("sign_ins.index")


@bp.get("/reset/<token>")
@allow(Access.PUBLIC)
def reset(token: str) -> ResponseReturnValue:
    """Show where a new password is typed."""
    return _choose_password(token, Purpose.RESET)


@bp.post("/reset/<token>")
@allow(Access.PUBLIC)
def do_reset(token: str) -> ResponseReturnValue:
    """Change a forgotten password."""
    return _set_password(token, Purpose.RESET)


@bp.get("/invitation/<token>")
@allow(Access.PUBLIC)
def invitation(token: str) -> ResponseReturnValue:
    """Show where an invited person types their first password."""
    return _choose_password(token, Purpose.INVITATION)


@bp.post("/invitation/<token>")
@allow(Access.PUBLIC)
def do_invitation(token: str) -> ResponseReturnValue:
    """Give an invited person their password."""
    return _set_password(token, Purpose.INVITATION)


def _read_own(token: str, purpose: Purpose = Purpose.NEW_ADDRESS) -> Link:
    """Return a link of the person who is signed in. Raises LinkExpired for any other."""
    link = read(token, purpose)
    if link.user_id != viewer().id:
        raise LinkExpired()
    return link


def _show(token: str, purpose: Purpose, *, read_link: Callable[[str, Purpose], Link] = read) -> ResponseReturnValue:
    try:
        links.check(read_link(token, purpose), now=utc_now())
    except LinkExpired:
        return _expired()
    return unkept(page("auth/link.html", form=LinkForm(next=request.args.get("next")), purpose=purpose.value))


def _asks_password(token: str) -> bool:
    try:
        return links.has_no_password(read(token, Purpose.CONFIRM))
    except LinkExpired:
        return False


def _act(token: str, purpose: Purpose, act: Callable[..., int], words: str) -> ResponseReturnValue:
    form = LinkForm()
    try:
        link = read(token, purpose)
        acted = submit(form, lambda: act(link, now=utc_now()))
    except LinkExpired:
        return _expired()
    if acted.result is None:
        return page("auth/link.html", status=422, form=form, purpose=purpose.value)
    response = enter(acted.result, form.next.data)
    if purpose is not Purpose.SIGN_IN or current_user.is_authenticated:
        done(words)
    return response


def _choose_password(token: str, purpose: Purpose) -> ResponseReturnValue:
    try:
        _, email = links.check(read(token, purpose), now=utc_now())
    except LinkExpired:
        return _expired()
    return unkept(page("auth/reset.html", form=NewPasswordForm(), email=email))


def _set_password(token: str, purpose: Purpose) -> ResponseReturnValue:
    form = NewPasswordForm()
    try:
        link: Link = read(token, purpose)
        name, email = links.check(link, now=utc_now())
        if form.validate_on_submit():
            password_hash = passwords.make_hash(form.password.data, about=(name, email))
            user_id = transact(lambda: links.reset_password(link, password_hash=password_hash, now=utc_now()))
            response = enter(user_id, None)
            done(_welcome(name) if purpose is Purpose.INVITATION else gettext("Your password is changed."))
            return response
    except WeakPassword as error:
        refuse(form, error)
    except LinkExpired:
        return _expired()
    return page("auth/reset.html", status=422, form=form, email=email)


def _welcome(name: str) -> str:
    words: str = gettext(
        "Welcome, %(name)s. Your password is saved. Check your phone number and time zone in the settings.", name=name
    )
    return words


def _expired() -> ResponseReturnValue:
    return page("auth/expired.html", status=410)
