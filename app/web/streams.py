"""What the server of streams asks: whose stream it is."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from app.web.access import Access, allow, viewer

bp = Blueprint("streams", __name__)


@bp.get("/stream/viewer")
@allow(Access.SIGNED_IN)
def show() -> ResponseReturnValue:
    """Name whoever is signed in, by number; everybody may know their own."""
    return Response(str(viewer().id), mimetype="text/plain")
