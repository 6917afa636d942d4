"""The page of what happened, and what of it is new to the person."""

from itertools import groupby

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import formats
from app.db import transact
from app.domain.clock import utc_now
from app.services import notifications
from app.web.access import Access, allow, viewer
from app.web.notification_words import words
from app.web.responses import done, page, redirect_to, wants_fragment

bp = Blueprint("notifications", __name__)


@bp.get("/notifications")
@allow(Access.SIGNED_IN)
def index() -> ResponseReturnValue:
    """Show what happened in the last 30 days, latest first."""
    return _list()


@bp.post("/notifications/read")
@allow(Access.SIGNED_IN)
def read_all() -> ResponseReturnValue:
    """Take all of it as seen."""
    transact(lambda: notifications.mark(viewer().id, now=utc_now()))
    done(gettext("Nothing is new any more."))
    return redirect_to("notifications.index")


@bp.post("/notifications/<number:notification_id>/read")
@allow(Access.SIGNED_IN)
def read(notification_id: int) -> ResponseReturnValue:
    """Take one of it as seen."""
    transact(lambda: notifications.mark(viewer().id, notification_id, now=utc_now()))
    done(gettext("Marked as read."))
    if wants_fragment():
        return _list(focus=notification_id)
    row = f"notification-{notification_id}"
    return redirect_to("notifications.index", after=request.args.get("after"), _anchor=row)


def _list(focus: int | None = None) -> ResponseReturnValue:
    found = notifications.list_own(viewer().id, now=utc_now(), cursor=request.args.get("after"))
    return page(
        "notifications/index.html",
        fragment="notification_list",
        days=[list(told) for _day, told in groupby(found.items, key=lambda told: formats.day(told.at))],
        has_new=any(told.is_new for told in found.items),
        next=found.next_cursor,
        words=words,
        focus=focus,
    )
