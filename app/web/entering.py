"""Coming in: after the first factor to the second where there is one, and after that to a session."""

from datetime import datetime

from flask import redirect, request, session
from flask.typing import ResponseReturnValue
from flask_login import login_user

from app.db import transact
from app.domain.clock import utc_now
from app.services import authenticators, pending_sign_ins, preferences, sign_ins
from app.web import devices
from app.web.access import load_viewer
from app.web.addresses import local_path
from app.web.responses import redirect_to

# What the browser holds while a code is waited for. Nothing but the page for the code looks at it.
PENDING = "pending"


def enter(user_id: int, next_page: str | None, *, stamp: str | None = None) -> ResponseReturnValue:
    """Let in a person who has shown a password or a mailed link; first they are asked for their code, if they have one.

    SEC-11: this is the only way from a first factor to a session. `stamp` is the one they had when they showed their
    password. Raises BadCredentials if it has changed since.
    """
    if not authenticators.is_on(user_id):
        return begin(user_id, next_page, stamp=stamp)
    token = transact(lambda: pending_sign_ins.begin(user_id=user_id, stamp=stamp, now=utc_now()))
    session.clear()
    session[PENDING] = token
    return redirect_to("codes.ask", next=_told(next_page))


def begin(
    user_id: int, next_page: str | None, *, stamp: str | None = None, pending: str | None = None
) -> ResponseReturnValue:
    """Begin a session of this person's own, into which nothing of the visitor's goes (SEC-19).

    It takes the place of the sign-in that waited for a code. Raises BadCredentials, SignInEnded.
    """

    def work() -> str:
        token = sign_ins.begin(user_id=user_id, device=request.user_agent.string, stamp=stamp, now=utc_now())
        if pending is not None:
            pending_sign_ins.end(pending)
        return token

    token = transact(work)
    session.clear()
    login_user(load_viewer(token))
    response = redirect(local_path(next_page), code=303)
    devices.name(response, preferences.get(user_id).email)
    return response


def pending_token(*, now: datetime) -> str | None:
    """Return what this browser holds while its sign-in waits for a code, or None if none waits."""
    token = session.get(PENDING)
    return token if token and pending_sign_ins.is_waiting(token, now=now) else None


def _told(next_page: str | None) -> str | None:
    path = local_path(next_page)
    return path if path != "/" else None
