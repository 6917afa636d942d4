"""The programs' door: JSON under /api/v1, by the same services as the pages."""

from flask import Flask, request

from app.api import (
    auth,
    calls,
    coaches,
    conversations,
    errors,
    feedback,
    me,
    openapi,
    quota,
    reviews,
    slots,
    stats,
    webhooks,
)
from app.extensions import csrf

ROOT = "/api/v1"
PARTS = (auth, me, coaches, slots, calls, feedback, reviews, stats, conversations, webhooks, openapi)


def is_ours() -> bool:
    """Return whether the request is for the API, whose callers bring a token and no cookie."""
    return request.path.startswith(f"{ROOT}/")


def register(app: Flask) -> None:
    """Put the API on the application, after the pages."""
    for part in PARTS:
        # A cookie counts for nothing here, so that no other site can make use of one.
        csrf.exempt(part.bp)
        app.register_blueprint(part.bp, url_prefix=ROOT)
    quota.register(app)
    errors.register(app, is_ours)
