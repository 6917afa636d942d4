"""Headers that keep browsers from doing what no page of ours asks for."""

import hmac
from base64 import urlsafe_b64encode
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request, session, url_for

from app.web import assets, uploads
from app.web.access import ALIKE
from app.web.unchanged import UNCHANGED, Again

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# A sheet or a script is no document: it opens nothing, and the page that takes it in says what it may do.
OF_PARTS = ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")
# For a year this host, and those below it, are opened by HTTPS alone.
TRANSPORT = "max-age=31536000; includeSubDomains"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def policy_for(stream_url: str) -> dict[str, str]:
    """Return the header that lets pages hear of changes from another origin; none for a path of ours."""
    parts = urlsplit(stream_url)
    if not parts.netloc:
        return {}
    name = "Content-Security-Policy"
    return {name: f"{HEADERS[name]}; connect-src 'self' {parts.scheme}://{parts.netloc}"}


def let_form_lead_to(response: Response, address: str) -> Response:
    """Let a form of this page end at another site, which browsers hold a redirect to as well."""
    name = "Content-Security-Policy"
    parts = urlsplit(address)
    policy = (HEADERS | current_app.config["STREAM_POLICY"])[name]
    form = "form-action 'self'"
    response.headers[name] = policy.replace(form, f"{form} {parts.scheme}://{parts.netloc}")
    return response


def refuse_other_sites() -> None:
    """Refuse a form that a page of another site sent, whatever token it carries (SEC-22)."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(400)
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.host:
        abort(400)


def refuse_files() -> None:
    """Refuse a form with a file in it, unless it asks for one: a field for text cannot read it."""
    if not uploads.allow_file() and request.files:
        abort(400)


def set_headers(response: Response) -> Response:
    """Add the headers, and keep personal pages out of shared caches."""
    if isinstance(response, Again):  # it has them
        _tell_what_to_fetch(response)
        return response
    is_part = request.endpoint == "static" and response.mimetype in assets.TYPES.values()
    headers = HEADERS | current_app.config["STREAM_POLICY"]
    for name in OF_PARTS if is_part else headers:
        response.headers.setdefault(name, headers[name])
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = TRANSPORT
    if request.endpoint == "static":
        _read_whole(response)
        assets.pack(response)
    if request.endpoint in ALIKE:
        # Flask-Login looks into every session, but nothing of it is in this answer: it varies with no cookie.
        session.accessed = False
    if request.endpoint == "static" and "v" in request.args:
        # The address changes when the file does.
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif request.endpoint != "static":
        if request.endpoint not in ALIKE:
            response.vary.add("Cookie")
        response.headers.setdefault("Cache-Control", "private, no-cache")
        _tell_what_to_fetch(response)
        if request.method == "GET" and response.status_code == 200 and not response.is_streamed:
            _name_version(response)
    return response


def _tell_what_to_fetch(response: Response) -> None:
    """Name what browsers may fetch ahead, to somebody who comes from a page of ours, as far as the browser tells.

    Whoever arrives waits for the styles and scripts of the first page: one more file makes the wait longer.
    """
    goes_on = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if goes_on and response.mimetype == "text/html" and response.status_code != 304:
        response.headers["Speculation-Rules"] = f'"{url_for("pages.speculation")}"'


def _name_version(response: Response) -> None:
    """Name what the answer says, and send none of it to whoever has that already."""
    if not response.get_etag()[0]:
        response.set_etag(_version(response), weak=True)
    response.make_conditional(request)
    if response.status_code == 304:
        for name in {name for name, _ in response.headers} - UNCHANGED:
            del response.headers[name]


def _version(response: Response) -> str:
    """Return a name for what the answer says: another one for another person, sign-in, zone, theme or row.

    The same token is signed anew for each answer. It counts by what it stands for, and by the key that reads it, so
    that a form on a page from the browser's cache can be sent.
    """
    said = response.get_data()
    if "csrf_token" in g:
        said = said.replace(g.csrf_token.encode(), session["csrf_token"].encode())
    digest = hmac.digest(str(current_app.secret_key).encode(), said, "sha256")
    return urlsafe_b64encode(digest[:12]).decode()


def _read_whole(response: Response) -> None:
    """Read a static file and close it: as a stream, compressed or left half read, it would stay open."""
    response.direct_passthrough = False
    body = response.response
    response.make_sequence()
    close = getattr(body, "close", None)
    if close is not None:
        close()


def register(app: Flask) -> None:
    """Guard every request, and send the headers with every answer."""
    app.before_request(refuse_other_sites)
    app.before_request(refuse_files)
    app.after_request(set_headers)
