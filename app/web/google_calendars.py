"""A calendar at Google: asked for there, connected once its owner comes back (SEC-17)."""

import hmac
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, redirect, request, session
from flask.typing import ResponseReturnValue

from app.db import db, transact
from app.domain import passwords
from app.domain.ciphers import Unreadable
from app.domain.clock import utc_now
from app.domain.errors import CalendarSilent, ConsentEnded, ConsentRefused, DomainError, NoGoogle, RateLimited
from app.domain.limits import CALENDAR_CONNECT
from app.domain.oauth import LASTING
from app.domain.remote_calendars import CalendarFailed, CalendarKind, NotLetIn
from app.integrations.calendars import clients
from app.integrations.calendars.google_consent import GoogleConsent
from app.mails import links
from app.problems import describe, when_to_retry
from app.services import calendar_connections, limits
from app.web.access import Access, actor, allow, viewer
from app.web.calendar_connections import lead_on
from app.web.forms.calendars import ConsentForm
from app.web.keys import cipher
from app.web.responses import page, unkept
from app.web.security import let_form_lead_to

if TYPE_CHECKING:
    from config import Config

bp = Blueprint("google_calendars", __name__, url_prefix="/settings/calendar/google")

log = logging.getLogger(__name__)

# What this browser keeps while its owner is at Google.
ERRAND = "google.errand"


@dataclass(frozen=True, slots=True)
class Errand:
    """Who went to Google, when, and what proves that it is they who come back."""

    user_id: int
    state: str
    verifier: str
    begun_at: float


@bp.get("")
@allow(Access.SIGNED_IN)
def show() -> ResponseReturnValue:
    """Tell what Google will be asked for."""
    return _page()


@bp.post("")
@allow(Access.SIGNED_IN)
def begin() -> ResponseReturnValue:
    """Send a person to Google, and remember that it was they."""
    google = _google()
    try:
        transact(lambda: limits.take((CALENDAR_CONNECT, str(viewer().id)), now=utc_now()))
    except RateLimited as error:
        return _page(error)
    errand = Errand(viewer().id, passwords.new_token(), passwords.new_token(), utc_now().timestamp())
    session[ERRAND] = cipher().encrypt(json.dumps([errand.user_id, errand.state, errand.verifier, errand.begun_at]))
    known = calendar_connections.find(viewer().id)
    account = known.account if known and known.kind is CalendarKind.GOOGLE else ""
    address = google.address(state=errand.state, verifier=errand.verifier, account=account)
    return redirect(address, code=303)


@bp.get("/return")
@allow(Access.SIGNED_IN)
def come_back() -> ResponseReturnValue:
    """Show what Google has said; nothing is done by looking at it."""
    _google()
    if not request.args.get("code"):
        return _page(ConsentRefused())
    form = ConsentForm(request.args)
    return unkept(page("settings/google_return.html", form=form))


@bp.post("/return")
@allow(Access.SIGNED_IN)
def finish() -> ResponseReturnValue:
    """Connect the calendar of a person who has come back."""
    google = _google()
    form = ConsentForm()
    errand = _take_errand()
    try:
        if not form.validate() or not _is_theirs(form, errand):
            raise ConsentEnded()
        _connect(google, code=form.code.data, verifier=errand.verifier if errand else "")
    except (ConsentEnded, ConsentRefused, CalendarSilent) as error:
        return _page(error)
    return lead_on()


def _config() -> "Config":
    config: Config = current_app.config["COACHBOOK"]
    return config


def _google() -> GoogleConsent:
    if not _config().google_client_id:
        raise NoGoogle()
    return clients.consent_of(_config(), return_to=links.absolute("/settings/calendar/google/return"))


def _page(error: DomainError | None = None) -> Response:
    _google()
    problem = describe(error) if error else None
    response = page("settings/google.html", status=problem.status if problem else 200, problem=problem)
    response.headers.update(when_to_retry(error) if error else {})
    return let_form_lead_to(response, _config().google_accounts_url)


def _take_errand() -> Errand | None:
    """Return what this browser set out for, once."""
    try:
        return Errand(*json.loads(cipher().decrypt(session.pop(ERRAND, ""))))
    except Unreadable:
        return None


def _is_theirs(form: ConsentForm, errand: Errand | None) -> bool:
    """Return whether it is the same person, in the same browser and in time, and Google that sent them back."""
    if errand is None or errand.user_id != viewer().id:
        return False
    is_fresh = 0 <= utc_now().timestamp() - errand.begun_at < LASTING.total_seconds()
    is_google = form.iss.data in ("", None, _config().google_accounts_url)
    return is_fresh and is_google and hmac.compare_digest(errand.state.encode(), str(form.state.data).encode())


def _connect(google: GoogleConsent, *, code: str, verifier: str) -> None:
    config = _config()
    # Nothing is held while Google takes its time.
    db.session.rollback()
    try:
        tokens = google.trade(code=code, verifier=verifier)
        found = clients.new_google(config, tokens, keep=lambda _: None).list_calendars("")
    except CalendarFailed as failure:
        log.info("no calendar at Google: %s", failure)
        raise (ConsentRefused() if isinstance(failure, NotLetIn) else CalendarSilent()) from failure
    transact(
        lambda: calendar_connections.connect(
            actor=actor(),
            user_id=viewer().id,
            kind=CalendarKind.GOOGLE,
            server=config.google_api_url,
            # The account's own calendar is called as its owner is.
            account=found[0].address[:200],
            secret=clients.seal(config, tokens),
            calendars=found,
            now=utc_now(),
        )
    )
