"""What a refusal looks like: a page of its own, or a sentence in the page's alert region."""

import logging
from secrets import token_hex
from typing import Any

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from app.db import db, is_unreachable
from app.domain.errors import Conflict, DomainError, UnderMaintenance
from app.problems import Problem, describe, when_to_retry
from app.services import alternatives
from app.web import access
from app.web.addresses import local_path
from app.web.measuring import route
from app.web.responses import page, wants_fragment

log = logging.getLogger(__name__)

# What a browser or a link did wrong, in the words of our own refusals.
HTTP_WORDS = {
    400: (_l("This form is out of date"), _l("Open the page again, then send the form.")),
    404: (_l("Page not found"), _l("Check the address, or go back to the start.")),
    405: (_l("This address is for sending forms"), _l("Open the page it belongs to.")),
    413: (_l("That is too much at once"), _l("Shorten the text or choose a smaller file, then send it again.")),
}


# Passwords, a code, what a passkey said.
UNREPEATED = {"password", "present", "code", "credential"}


def on_refusal(error: DomainError) -> ResponseReturnValue:
    """Show a refusal with its status; one about a slot also shows other times."""
    problem = describe(error)
    log.info("refused: %s", problem.code)
    slot_id = error.facts.get("slot_id")
    others = _alternatives(slot_id) if isinstance(error, Conflict) and isinstance(slot_id, int) else {}
    if wants_fragment():
        response = make_response(_alert(problem, **others))
    elif isinstance(error, UnderMaintenance):
        response = make_response(render_template("errors/bug.html", problem=problem, again=_again()), problem.status)
    else:
        again = _again() if problem.status in (429, 503) else None
        response = make_response(page("errors/problem.html", problem=problem, again=again, **others), problem.status)
    response.headers.update(when_to_retry(error))
    return response


def on_http_error(error: HTTPException) -> ResponseReturnValue:
    """Show what went wrong before a view was reached, in our own words where we have some."""
    if isinstance(error, InternalServerError) and isinstance(error.original_exception, Exception):
        return on_bug(error.original_exception)  # it burst while another was being told
    status = error.code or 500
    if status < 400:
        return error.get_response()
    title, advice = HTTP_WORDS.get(status, (error.name, gettext("Go back to the start and try again.")))
    problem = Problem("http", str(title), str(advice), None, status, 1)
    if wants_fragment():
        return _alert(problem)
    response = make_response(page("errors/problem.html", problem=problem), status)
    if error.get_response().headers.get("Allow"):
        response.headers["Allow"] = error.get_response().headers["Allow"]
    return response


def on_wrong_host(_error: SecurityError) -> ResponseReturnValue:
    """Refuse a request for a host that is not ours; no page, for a page's links would carry that host."""
    told = gettext("Open %(address)s instead.", address=current_app.config["COACHBOOK"].base_url)
    return told, 400, {"Content-Type": "text/plain; charset=utf-8"}


def on_bug(error: Exception) -> ResponseReturnValue:
    """Log what nobody foresaw under a reference, and show that alone: no trace, and no need of a database."""
    status, reference = (503, "") if is_unreachable(error) else (500, token_hex(4).upper())
    if reference:
        log.error("unexpected error %s at %s %s", reference, request.method, route(), exc_info=error)
    else:
        log.error("the database cannot be used: %s", getattr(error, "orig", error))
    title, advice = gettext("Sorry, there is a problem with the service"), gettext("Try again in a moment.")
    problem = Problem("bug", title, advice, None, status, 1)
    if wants_fragment():
        response = _alert(problem, reference=reference)
    else:
        again = _again() if status == 503 else None
        response = make_response(
            render_template("errors/bug.html", problem=problem, reference=reference, again=again), status
        )
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def outcome(status: int) -> str:
    """Return what became of what this request asked for, now that it ends in an error."""
    if "is_saved" in g:
        return str(gettext("What you did is saved. Only the page that says so could not be shown."))
    if db.is_in_doubt:
        return str(gettext("It may have been saved: look before you send it again."))
    if request.method not in ("GET", "HEAD"):
        return str(gettext("Nothing was changed."))
    return str(gettext("The page could not be opened.")) if status >= 500 else ""


def _again() -> dict[str, Any] | None:
    """Return the form of this request, to be sent again as it was; none with what no page can or may repeat."""
    if request.method != "POST" or request.files or UNREPEATED & request.form.keys():
        return None
    address = local_path(request.full_path.rstrip("?"))
    return {"address": address, "fields": list(request.form.items(multi=True))}


def _alert(problem: Problem, **others: Any) -> Response:
    response = make_response(render_template("errors/alert.html", problem=problem, **others), problem.status)
    response.headers["HX-Retarget"] = "#alert"
    response.headers["HX-Reswap"] = "innerHTML"
    # Lists that show what has just been taken reload themselves.
    response.headers["HX-Trigger"] = "slots-changed"
    return response


def _alternatives(slot_id: int) -> dict[str, Any]:
    """Return other slots that can be booked right now, and what was written for the one that cannot."""
    try:
        found = alternatives.find(slot_id, access.booking())
    except Exception as error:
        if not is_unreachable(error):
            raise
        return {}  # the refusal stands without them
    return {"instead": found, "note": request.form.get("note", "")}


def register(app: Flask) -> None:
    """Handle every kind of error on every page."""
    app.jinja_env.globals["outcome"] = outcome
    app.register_error_handler(DomainError, on_refusal)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(SecurityError, on_wrong_host)
    app.register_error_handler(Exception, on_bug)
