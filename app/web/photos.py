"""The photos of coaches, as files."""

from flask import Blueprint, Response, current_app, request, url_for

from app.domain.errors import NotFound
from app.domain.photos import SIZES, SMALL
from app.services import photos
from app.web.access import Access, allow

bp = Blueprint("photos", __name__)


@bp.get("/coaches/<number:coach_id>/photo")
@allow(Access.PUBLIC)
def show(coach_id: int) -> Response:
    """Send a coach's photo in one size; the address that pages name tells its version, and stays good for ever."""
    pixels = request.args.get("size", SMALL, type=int)
    if pixels not in SIZES:
        raise NotFound(kind="photo", number=coach_id)
    photo = photos.find(coach_id, pixels)
    response = current_app.response_class(photo.content, mimetype="image/webp")
    # Nothing in it runs, however a browser comes to open it by itself (SEC-31).
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers.set("Content-Disposition", "attachment", filename="photo.webp")
    # In browsers alone: what a coach removes, no server in between goes on showing.
    is_named = request.args.get("v") == photo.fingerprint
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable" if is_named else "private, no-cache"
    return response


def address_of(coach_id: int, version: str, pixels: int) -> str:
    """Return where a coach's photo of this fingerprint is sent from."""
    return url_for("photos.show", coach_id=coach_id, size=pixels, v=version)
