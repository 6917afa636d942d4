"""The second step of signing in: a code from the app, or one to recover with."""

import logging
from collections.abc import Callable

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from app.db import transact
from app.domain.clock import utc_now
from app.domain.errors import RateLimited, SignInEnded, WrongCode
from app.domain.limits import CODE_ACCOUNT
from app.problems import describe, when_to_retry
from app.services import authenticators, limits, pending_sign_ins, recovery_codes
from app.web.access import Access, allow
from app.web.entering import begin, pending_token
from app.web.forms.second_factor import CodeForm, RecoveryForm
from app.web.forms.submission import refuse
from app.web.keys import cipher
from app.web.responses import page, redirect_to

log = logging.getLogger(__name__)
bp = Blueprint("codes", __name__, url_prefix="/login")


@bp.get("/code")
@allow(Access.PUBLIC)
def ask() -> ResponseReturnValue:
    """Show where the code is typed, to a browser that has shown the first factor."""
    return _show("auth/code.html", CodeForm(next=request.args.get("next")))


@bp.post("/code")
@allow(Access.PUBLIC)
def check() -> ResponseReturnValue:
    """Sign a person in by a code from their app."""
    return _check("auth/code.html", CodeForm(), _use_code)


@bp.get("/recovery")
@allow(Access.PUBLIC)
def ask_recovery() -> ResponseReturnValue:
    """Show where a recovery code is typed."""
    return _show("auth/recovery.html", RecoveryForm(next=request.args.get("next")))


@bp.post("/recovery")
@allow(Access.PUBLIC)
def check_recovery() -> ResponseReturnValue:
    """Sign a person in by one of their recovery codes."""
    return _check("auth/recovery.html", RecoveryForm(), _spend_recovery_code)


def _use_code(user_id: int, code: str) -> None:
    transact(lambda: authenticators.use_code(user_id=user_id, code=code, cipher=cipher(), now=utc_now()))


def _spend_recovery_code(user_id: int, code: str) -> None:
    found = recovery_codes.find_match(user_id, code)
    transact(lambda: recovery_codes.spend(found, user_id=user_id, now=utc_now()))


def _show(template: str, form: FlaskForm) -> ResponseReturnValue:
    if pending_token(now=utc_now()) is None:
        return redirect_to("auth.login", next=form.next.data or None)
    return page(template, form=form)


def _check(template: str, form: FlaskForm, use: Callable[[int, str], None]) -> ResponseReturnValue:
    token = pending_token(now=utc_now())
    if token is None:
        return _ended(form)
    status, headers = 422, {}
    if form.validate_on_submit():
        try:
            taken = transact(lambda: pending_sign_ins.take_try(token, now=utc_now()))
        except SignInEnded:
            return _ended(form)
        tries = (CODE_ACCOUNT, str(taken.user_id))
        try:
            transact(lambda: limits.take(tries, now=utc_now()))
            use(taken.user_id, form.code.data)
        except (WrongCode, RateLimited) as error:
            log.warning("code refused: %s", error.code)
            if taken.is_last:
                transact(lambda: pending_sign_ins.give_up(token, now=utc_now()))
                return _ended(form)
            status, headers = refuse(form, error, field="code"), when_to_retry(error)
        else:
            transact(lambda: limits.give_back(tries))
            try:
                return begin(taken.user_id, form.next.data, pending=token)
            except SignInEnded:
                return _ended(form)
    response = page(template, status=status, form=form)
    response.headers.update(headers)
    return response


def _ended(form: FlaskForm) -> ResponseReturnValue:
    problem = describe(SignInEnded())
    return page("auth/ended.html", status=problem.status, problem=problem, next_page=form.next.data or None)
