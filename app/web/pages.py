"""Pages that only explain, and what browsers ask for by themselves."""

from flask import Blueprint, Response, current_app, jsonify
from flask.typing import ResponseReturnValue

from app.domain.allowances import allowances_of
from app.problems.allowances import write_allowance
from app.web.access import Access, allow, policy
from app.web.responses import page

bp = Blueprint("pages", __name__)

# Only addresses that change nothing when they are opened.
PREFETCHED = ("/coaches/*", "/slots/*", "/calls/*")


@bp.get("/help")
@allow(Access.PUBLIC)
def help_page() -> ResponseReturnValue:
    """Answer what people ask most."""
    limits = [write_allowance(one) for one in allowances_of(policy())]
    return page("pages/help.html", policy=policy(), limited=limits)


@bp.get("/privacy")
@allow(Access.PUBLIC)
def privacy() -> ResponseReturnValue:
    """Say who sees what, what is kept, and for how long."""
    days = current_app.config["COACHBOOK"].retention_days
    return page("pages/privacy.html", policy=policy(), retention_days=days)


@bp.get("/terms")
@allow(Access.PUBLIC)
def terms() -> ResponseReturnValue:
    """Say what booking means."""
    return page("pages/terms.html", policy=policy())


@bp.get("/accessibility")
@allow(Access.PUBLIC)
def accessibility() -> ResponseReturnValue:
    """Say what works, what does not, and whom to tell."""
    return page("pages/accessibility.html")


@bp.get("/speculation.json")
@allow(Access.PUBLIC)
def speculation() -> Response:
    """Let browsers fetch a page when the pointer rests on its link."""
    wanted = {"or": [{"href_matches": path} for path in PREFETCHED]}
    unwanted = {"not": {"selector_matches": ".no-prefetch"}}
    response = jsonify({"prefetch": [{"where": {"and": [wanted, unwanted]}, "eagerness": "moderate"}]})
    response.mimetype = "application/speculationrules+json"
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@bp.get("/robots.txt")
@allow(Access.PUBLIC)
def robots() -> Response:
    """Let search engines find coaches and open times, and nothing personal."""
    private = ("/calls", "/calendar", "/settings", "/schedule", "/feedback", "/students", "/history")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in private)]
    return current_app.response_class("\n".join(lines) + "\n", mimetype="text/plain")
