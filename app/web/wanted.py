"""The slot that somebody means to book, once they are signed in."""

from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.domain.errors import NotFound
from app.services import bookability, slot_views
from app.services.slot_views import SlotView
from app.web.access import booking
from app.web.addresses import local_path


def wanted_slot(next_page: str | None) -> SlotView | None:
    """Return the slot whose page comes next, as long as a visitor may book it and so may see it."""
    slot_id = _number(next_page)
    if slot_id is None:
        return None
    try:
        slot = slot_views.get(slot_id)
    except NotFound:
        return None
    return slot if bookability.refusal(slot_id, booking()) is None else None


def _number(next_page: str | None) -> int | None:
    adapter = current_app.create_url_adapter(request)
    try:
        endpoint, values = adapter.match(urlsplit(local_path(next_page)).path, method="GET") if adapter else ("", {})
    except (HTTPException, RequestRedirect):
        return None
    return values["slot_id"] if endpoint == "slots.show" else None
