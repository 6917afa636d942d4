"""Browsers that somebody has signed in with before: whoever guesses elsewhere cannot lock them out (ASVS 6.1.1)."""

import ua_parser
from flask import current_app, request
from flask_babel import gettext
from itsdangerous import BadSignature, Signer
from werkzeug.wrappers import Response

from app.domain.passwords import new_token
from app.web.responses import remember


def known(email: str) -> str:
    """Return the name this browser was given when this account was entered, or nothing if it never was."""
    try:
        return _signer(email).unsign(request.cookies.get(_cookie(), "")).decode()
    except BadSignature:
        return ""


def whose_tries(email: str) -> str:
    """Return against what tries to sign in to an account are counted: alone, in a browser that is known."""
    return f"{email.strip().lower()} {known(email)}"


def name(response: Response, email: str) -> None:
    """Give this browser a name for this account if it has none."""
    if not known(email):
        remember(response, _cookie(), _signer(email).sign(new_token()).decode(), is_secret=True)


def browser(agent: str) -> str:
    """Write what a browser calls itself as its name and its system."""
    found = ua_parser.parse(agent)
    if found.user_agent is None:
        return str(gettext("A browser"))
    if found.os is None:
        return str(found.user_agent.family)
    return str(gettext("%(browser)s on %(system)s", browser=found.user_agent.family, system=found.os.family))


def _cookie() -> str:
    # The prefix binds it to this host and to HTTPS, which there is in production.
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"


def _signer(email: str) -> Signer:
    """Return what signs the names for one account: whoever enters their own gets no more tries at another (SEC-12)."""
    config = current_app.config["COACHBOOK"]
    return Signer([*reversed(config.fallback_keys), config.secret_key], salt=f"device {email.strip().lower()}")
