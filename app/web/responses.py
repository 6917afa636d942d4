"""How a view answers: a whole page, one block of it for HTMX, or a redirect. All that is known of HTMX stands here."""

from flask import Response, current_app, flash, make_response, redirect, render_template, request, session, url_for
from jinja2_fragments.flask import render_block
from werkzeug.wrappers import Response as BaseResponse

from app.web.addresses import page_in_browser

A_YEAR = 365 * 24 * 3600


def wants_fragment() -> bool:
    """Return whether HTMX asks for a piece; going back in history asks for the whole page again."""
    return (
        request.headers.get("HX-Request-Type") == "partial"
        and request.headers.get("HX-History-Restore-Request") != "true"
    )


def is_asked_from(endpoint: str) -> bool:
    """Return whether HTMX asks for a piece of the page that is open at this endpoint's address."""
    return wants_fragment() and page_in_browser().partition("?")[0] == url_for(endpoint)


def is_asked_by_form() -> bool:
    """Return whether HTMX asks because of a form, and not of a list or link on the page."""
    return request.headers.get("HX-Source", "").partition("#")[0] == "form"


def is_swap() -> bool:
    """Return whether HTMX puts the answer, or what it selects of it, into the page that is open."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def page(
    template: str,
    *,
    fragment: str | None = None,
    beside: str | None = None,
    status: int = 200,
    announce: str = "",
    is_titled: bool = False,
    shows_at: str | None = None,
    **context: object,
) -> Response:
    """Render a page; for HTMX only its block `fragment`, with the messages that have come up.

    `beside` is the template of what changes elsewhere in the page that takes the fragment in.
    `announce` is what only a screen reader says beside the fragment, such as how much has been found; `is_titled`, that
    the page which takes the fragment in takes its title too, as it does that of an error. `shows_at` is the
    address that the browser shows from then on, instead of the one that a form asked for.
    """
    if fragment and wants_fragment():
        html = render_block(template, fragment, **context)
        if status >= 400 or is_titled:
            html = f"<title>{render_block(template, 'title', **context)}</title>{html}"
        if beside:
            html += render_template(beside, **context)
        # An answer without messages leaves the last one standing.
        if has_message():
            html += render_template("layouts/messages.html", beside_fragment=True)
        elif announce:
            html += render_template("layouts/announcement.html", announce=announce)
    else:
        html = render_template(template, **context)
    response = make_response(html, status)
    # A list that asks for itself again leads to no other page: Back would stay where it is.
    if shows_at and wants_fragment() and is_asked_by_form():
        response.headers["HX-Push-Url"] = shows_at
    response.vary.update(("HX-Request", "HX-Request-Type"))
    return response


def unkept(response: Response) -> Response:
    """Let no browser keep a page with a secret on it (ASVS 14.3.2)."""
    response.headers["Cache-Control"] = "no-store"
    return response


def forgetting(response: Response) -> Response:
    """Let the browser forget the pages that it kept, and what was typed and not sent: another may sit down at it."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def redirect_to(endpoint: str, **values: object) -> Response:
    """Answer a POST that worked: see the other page (303)."""
    return redirect(url_for(endpoint, **values), code=303)  # type: ignore[return-value, arg-type]  # ours, and keywords


def done(message: str) -> None:
    """Say what has happened, on the next page or beside the fragment."""
    flash(message)


def has_message() -> bool:
    """Return whether this answer will say what has happened."""
    return "_flashes" in session


def remember(response: BaseResponse, name: str, value: str, *, is_secret: bool = False) -> None:
    """Keep something in this browser for a year; what is secret no script reads."""
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=secure, httponly=is_secret)
