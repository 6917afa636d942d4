"""Showing a phone number: whoever it belongs to can see later who was shown it."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from flask import Flask, Response, g, request

from app import formats
from app.db import transact
from app.domain.clock import utc_now
from app.services import phone_views
from app.web.access import viewer_id


class Reachable(Protocol):
    """Somebody with a number that this reader may see."""

    @property
    def id(self) -> int:
        """Return whose number it is."""

    @property
    def phone(self) -> str | None:
        """Return the number as E.164."""


def shown_phone(person: Reachable) -> str:
    """Return a person's number for reading, and remember that this page shows it."""
    if person.id != viewer_id():
        g.setdefault("phones_shown_of", set()).add(person.id)
    return formats.phone(person.phone) if person.phone else ""


def register(app: Flask) -> None:
    """Write down after each answer whose numbers it held."""

    def plan(response: Response) -> Response:
        owner_ids = g.get("phones_shown_of")
        if owner_ids and (reader_id := viewer_id()) is not None and request.method != "HEAD":
            now = utc_now()
            # Once the answer is out: nobody waits for it, and nothing of it can spoil the page.
            response.call_on_close(lambda: remember(app, reader_id, owner_ids, now))
        return response

    app.after_request(plan)


def remember(app: Flask, reader_id: int, owner_ids: Collection[int], now: datetime) -> None:
    """Write down what was shown, in a context of its own; a failure is logged."""
    with app.app_context():
        try:
            new = phone_views.find_new(viewer_id=reader_id, owner_ids=owner_ids, now=now)
            if new:
                transact(lambda: phone_views.note(viewer_id=reader_id, owner_ids=new, now=now))
        except Exception:
            app.logger.exception("it could not be written down who was shown a phone number")
