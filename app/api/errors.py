"""What a refusal looks like to a program: RFC 9457, with a code and the place of what is wrong."""

import logging
from collections.abc import Callable
from functools import partial
from secrets import token_hex
from typing import Any

from flask import Flask, Response, current_app, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

from app.api.reading import Malformed
from app.api.schemas.problems import FieldProblem, Problem
from app.api.schemas.series import Clash
from app.db import is_unreachable
from app.domain.errors import DomainError, Unavailable
from app.domain.slots import Clash as Overlap
from app.problems import WORDS, describe, when_to_retry

log = logging.getLogger(__name__)

# Where a program is told otherwise than a person on a page.
API_WORDS = {
    **WORDS,
    "not_found": (_l("There is nothing here"), _l("It does not exist, or it is not yours to know of.")),
    "unauthorised": (_l("Who are you?"), _l("Send a valid token: Authorization: Bearer …")),
    "idempotency_mismatch": (
        _l("This Idempotency-Key came with another request"),
        _l("Use a new key for each thing to be done."),
    ),
}
HTTP = {
    400: ("bad_request", _l("This request cannot be read"), _l("Send it as the documentation says.")),
    404: ("not_found", *API_WORDS["not_found"]),
    405: ("method_not_allowed", _l("This address does not do that"), _l("The header Allow names what it does.")),
    413: ("too_large", _l("That is too much at once"), _l("Send less.")),
    415: ("unsupported_media_type", _l("The body is not JSON"), _l("Send it as application/json.")),
}


INVALID = (_l("This request is not as it should be"), _l("See `errors` for what to change."))
# What every code of a refusal means.
TITLES = {code: title for code, (title, _) in API_WORDS.items()} | {code: title for code, title, _ in HTTP.values()}
TITLES["invalid"] = INVALID[0]


def on_refusal(error: DomainError) -> Response:
    """Answer a refusal of the domain."""
    told = describe(error, words=API_WORDS)
    clash = error.facts.get("clashes_with")
    clashes_with = Clash.of(clash) if isinstance(clash, Overlap) else None
    errors = [FieldProblem(field=told.field, code=told.code, message=told.sentence)] if told.field else []
    response = _respond(told.status, told.code, told.title, told.advice, errors=errors, clashes_with=clashes_with)
    response.headers.update(when_to_retry(error))
    if told.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def on_malformed(error: Malformed) -> Response:
    """Answer a request that no shape fits."""
    title, advice = INVALID
    return _respond(422, "invalid", str(title), str(advice), errors=error.errors)


def on_http_error(error: HTTPException) -> Response:
    """Answer what went wrong before a view was reached."""
    status = error.code or 500
    code, title, advice = HTTP.get(status, ("http", error.name, gettext("See the documentation.")))
    response = _respond(status, code, str(title), str(advice))
    if allowed := error.get_response().headers.get("Allow"):
        response.headers["Allow"] = allowed
    return response


def on_bug(error: Exception) -> Response:
    """Log what nobody foresaw under a reference, and tell that alone."""
    if is_unreachable(error):
        log.error("the database cannot be used: %s", getattr(error, "orig", error))
        return on_refusal(Unavailable())
    reference = token_hex(4).upper()
    log.error("unexpected error %s at %s %s", reference, request.method, request.url_rule, exc_info=error)
    told = gettext("Try again in a moment. The reference is %(reference)s.", reference=reference)
    return _respond(500, "bug", gettext("Sorry, there is a problem with the service"), told)


def _respond(status: int, code: str, title: str, detail: str, **more: Any) -> Response:
    problem = Problem(type=f"/api/docs#{code}", title=title, status=status, detail=detail, code=code, **more)
    told = problem.model_dump_json(exclude_defaults=True)
    return current_app.response_class(told, status, mimetype="application/problem+json")


ANSWERS: tuple[tuple[type[Exception], Callable[[Any], Response]], ...] = (
    (DomainError, on_refusal),
    (Malformed, on_malformed),
    (HTTPException, on_http_error),
    (Exception, on_bug),
)


def register(app: Flask, is_ours: Callable[[], bool]) -> None:
    """Answer every kind of error at the API's addresses; at all others the pages go on to."""
    for kind, answer in ANSWERS:
        pages = app.error_handler_spec[None][None].get(kind, answer)
        app.register_error_handler(kind, partial(_answer, is_ours, answer, pages))


def _answer(
    is_ours: Callable[[], bool], ours: Callable[[Any], Any], pages: Callable[[Any], Any], error: Exception
) -> Any:
    return ours(error) if is_ours() else pages(error)
