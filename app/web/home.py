"""The first page: what this is to a visitor, what is next to whoever is signed in."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.clock import utc_now
from app.services import call_views, slot_views
from app.services.bookability import Booking
from app.services.call_views import CallList
from app.web.access import Access, allow, policy, reader, viewer, viewer_id
from app.web.responses import page

bp = Blueprint("home", __name__)

SOONEST = 6
NEXT = 3


@bp.get("/")
@allow(Access.PUBLIC)
def index() -> ResponseReturnValue:
    """Show the landing page, or the person's own home."""
    slots = slot_views.list_open(Booking(viewer_id(), policy(), utc_now()), limit=SOONEST).items
    if not current_user.is_authenticated:
        return page("home/landing.html", slots=slots)
    here = reader()
    return page(
        "home/index.html",
        slots=slots,
        calls=call_views.list_own(CallList.UPCOMING, here, limit=NEXT).items,
        waiting=call_views.list_waiting(here, limit=NEXT).items if viewer().is_coach else [],
    )
