"""Calls for calendar programmes: one as a file, all of them at a private address."""

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import formats
from app.db import transact
from app.domain import passwords
from app.domain.actors import Actor, Channel
from app.domain.calendar_events import Method
from app.domain.clock import utc_now
from app.domain.limits import CALENDAR_FEED
from app.integrations import ical
from app.integrations.signing import FeedSigner
from app.mails import calendars, links
from app.services import calendar_connections, calendar_feeds, call_chains, call_views
from app.services.call_shapes import Reader
from app.web.access import Access, actor, allow, policy, reader, viewer
from app.web.forms.calendars import DisconnectForm
from app.web.pace import readings
from app.web.responses import done, page, redirect_to, unkept

bp = Blueprint("calendars", __name__)

MOST_CALLS = 1000


@bp.get("/calls/<number:call_id>/calendar.ics")
@allow(Access.SIGNED_IN)
def call_file(call_id: int) -> ResponseReturnValue:
    """Give one call as a file to either of its people."""
    call = call_views.get(call_id, reader())
    uid = call_chains.uids_of([call_id])[call_id]
    event = calendars.event_of(call, uid, reader_id=viewer().id)
    return _answer(ical.write([event], method=Method.PUBLISH, organizer=calendars.organizer()), name=gettext("call"))


@bp.get("/calendar/<token>.ics")
@allow(Access.PUBLIC)
def feed(token: str) -> ResponseReturnValue:
    """Give all calls of whoever made this address: titles and times alone (SEC-08)."""
    subscriber = calendar_feeds.find_subscriber(token)
    if subscriber is None:
        return _private(_text(gettext("This address opens no calendar any more."), status=410))
    readings.take(CALENDAR_FEED, str(subscriber.user_id), now=utc_now())
    formats.read_as(timezone=subscriber.timezone, locale=subscriber.locale, hour_cycle=subscriber.hour_cycle)
    asking = Reader(Actor(subscriber.user_id, Channel.WEB), policy(), utc_now())
    calls = call_views.list_for_calendar(asking, limit=MOST_CALLS)
    uids = call_chains.uids_of(call.id for call in calls)
    events = [
        calendars.event_of(call, uids[call.id], reader_id=subscriber.user_id, is_brief=True) for call in reversed(calls)
    ]
    name = current_app.config["COACHBOOK"].programme_name
    text = ical.write(events, method=Method.PUBLISH, organizer=calendars.organizer(), name=name)
    return _private(_answer(text, name=name))


@bp.get("/settings/calendar")
@allow(Access.SIGNED_IN)
def edit() -> ResponseReturnValue:
    """Show the person's own address, or how to get one."""
    kept = calendar_feeds.find(viewer().id)
    token = _signer().find(kept.nonce, kept.token_hash) if kept else None
    address = links.absolute(f"/calendar/{token}.ics") if token else ""
    return unkept(page(
        "settings/calendar.html", feed=kept, address=address, connection=calendar_connections.find(viewer().id),
        disconnect=DisconnectForm(formdata=None),
        has_google=bool(current_app.config["COACHBOOK"].google_client_id),
    ))  # fmt: skip


@bp.post("/settings/calendar")
@allow(Access.SIGNED_IN)
def renew() -> ResponseReturnValue:
    """Make an address; one there was before opens nothing any more."""
    nonce = passwords.new_token()
    token = _signer().write(nonce)
    transact(lambda: calendar_feeds.renew(actor=actor(), user_id=viewer().id, nonce=nonce, token=token, now=utc_now()))
    done(gettext("Your calendar has a new address."))
    return redirect_to("calendars.edit")


@bp.post("/settings/calendar/end")
@allow(Access.SIGNED_IN)
def end() -> ResponseReturnValue:
    """End the address."""
    transact(lambda: calendar_feeds.end(actor=actor(), user_id=viewer().id, now=utc_now()))
    done(gettext("The address opens nothing any more."))
    return redirect_to("calendars.edit")


def _signer() -> FeedSigner:
    config = current_app.config["COACHBOOK"]
    return FeedSigner(config.secret_key, config.fallback_keys)


def _private(response: Response) -> Response:
    """Keep an address that is a secret out of search engines, and of what other sites are told."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _text(words: str, *, status: int) -> Response:
    return current_app.response_class(words, status=status, mimetype="text/plain")


def _answer(calendar: str, *, name: str) -> Response:
    response = current_app.response_class(calendar, mimetype="text/calendar")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.ics")
    return response
