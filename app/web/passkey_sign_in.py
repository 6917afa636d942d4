"""Signing in with a passkey: the device has checked who holds it, so it counts as both factors."""

import logging

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.db import transact
from app.domain.clock import utc_now
from app.domain.errors import PasskeyRefused, RateLimited
from app.domain.limits import SIGN_IN_NETWORK
from app.domain.networks import network_of
from app.integrations.passkeys import read_credential_id
from app.problems import when_to_retry
from app.services import limits, passkeys
from app.web import challenges
from app.web.access import Access, allow
from app.web.challenges import Purpose
from app.web.entering import begin
from app.web.forms.auth import LoginForm
from app.web.forms.passkeys import PasskeySignInForm
from app.web.forms.submission import refuse
from app.web.keys import relying_party
from app.web.login_page import login_page

log = logging.getLogger(__name__)
bp = Blueprint("passkey_sign_in", __name__, url_prefix="/login/passkey")


@bp.post("/question")
@allow(Access.PUBLIC)
def ask() -> ResponseReturnValue:
    """Answer with the question for a passkey; it is the same for everybody but for its random part."""
    return Response(relying_party().ask(challenges.make(Purpose.SIGN_IN)), mimetype="application/json")


@bp.post("")
@allow(Access.PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Sign a person in by the answer of a passkey."""
    form = PasskeySignInForm()
    status, headers = 422, {}
    if form.validate_on_submit():
        tries = (SIGN_IN_NETWORK, network_of(request.remote_addr))
        try:
            transact(lambda: limits.take(tries, now=utc_now()))
            user_id = _read(form.credential.data)
        except (PasskeyRefused, RateLimited) as error:
            log.warning("passkey refused: %s", error.code)
            status, headers = refuse(form, error, field="credential"), when_to_retry(error)
        else:
            transact(lambda: limits.give_back(tries))
            return begin(user_id, form.next.data)
    form.credential.data = ""
    return login_page(LoginForm(formdata=None, next=form.next.data), passkey=form, status=status, headers=headers)


def _read(answer: str) -> int:
    """Return whose passkey gave this answer to the question that this browser was asked. Raises PasskeyRefused."""
    challenge = challenges.take(Purpose.SIGN_IN)
    if challenge is None:
        raise PasskeyRefused()
    known = passkeys.find(read_credential_id(answer))
    sign_count = relying_party().read_use(answer, known, challenge=challenge)
    return transact(lambda: passkeys.use(known, sign_count=sign_count, challenge=challenge, now=utc_now()))
