"""A person's own calendar at another server: connected, chosen, left."""

import logging
from collections.abc import Sequence

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.db import db, transact
from app.domain.clock import utc_now
from app.domain.errors import CalendarNotLetIn, NoCalendarServer, NotConnected, RateLimited
from app.domain.limits import CALENDAR_CONNECT
from app.domain.remote_calendars import BusyUse, CalendarFailed, NotLetIn, RemoteCalendar
from app.integrations.calendars import clients
from app.problems import when_to_retry
from app.services import calendar_connections, limits
from app.services.calendar_connections import Connection
from app.web.access import Access, actor, allow, viewer
from app.web.forms.calendars import ChooseForm, ConnectForm, DisconnectForm
from app.web.forms.submission import refuse, submit
from app.web.keys import cipher
from app.web.responses import done, page, redirect_to

bp = Blueprint("calendar_connections", __name__, url_prefix="/settings/calendar")

log = logging.getLogger(__name__)


@bp.get("/connect")
@allow(Access.SIGNED_IN)
def connect() -> ResponseReturnValue:
    """Ask which server, and who one is there."""
    return page("settings/calendar_connect.html", form=ConnectForm(formdata=None))


@bp.post("/connect")
@allow(Access.SIGNED_IN)
def send_connect() -> ResponseReturnValue:
    """Look for the calendars of an account, and keep it."""
    form = ConnectForm()
    status, headers = 422, {}
    if form.validate_on_submit():
        try:
            transact(lambda: limits.take((CALENDAR_CONNECT, str(viewer().id)), now=utc_now()))
            found = _find_calendars(form)
        except (NoCalendarServer, CalendarNotLetIn, RateLimited) as error:
            status, headers = refuse(form, error, field=error.field or "server"), when_to_retry(error)
        else:
            transact(lambda: _keep(form, found))
            return lead_on()
    answer = page("settings/calendar_connect.html", status=status, form=form)
    answer.headers.update(headers)
    return answer


@bp.get("/choose")
@allow(Access.SIGNED_IN)
def choose() -> ResponseReturnValue:
    """Ask which calendar calls are written into."""
    connection = _connection()
    form = ChooseForm(formdata=None, connection=connection)
    form.address.data = connection.address or connection.calendars[0].address
    form.busy_use.data = connection.busy_use.value
    form.busy.data = list(connection.busy_addresses) or [form.address.data]
    return page("settings/calendar_choose.html", form=form, connection=connection)


@bp.post("/choose")
@allow(Access.SIGNED_IN)
def send_choose() -> ResponseReturnValue:
    """Write calls into the chosen calendar from now on."""
    connection = _connection()
    form = ChooseForm(connection=connection)
    chosen = submit(
        form,
        lambda: calendar_connections.choose(
            actor=actor(),
            user_id=viewer().id,
            address=form.address.data,
            busy_addresses=form.busy.data,
            busy_use=BusyUse(form.busy_use.data),
            now=utc_now(),
        ),
    )
    if not chosen.is_done:
        return page("settings/calendar_choose.html", status=chosen.status, form=form, connection=connection)
    done(gettext("Saved. Your calls appear there within a minute."))
    return redirect_to("calendars.edit")


@bp.post("/disconnect")
@allow(Access.SIGNED_IN)
def disconnect() -> ResponseReturnValue:
    """Leave the calendar."""
    form = DisconnectForm()
    transact(
        lambda: calendar_connections.disconnect(
            actor=actor(), user_id=viewer().id, removes=form.removes.data, now=utc_now()
        )
    )
    done(gettext("Your calendar is disconnected."))
    return redirect_to("calendars.edit")


def lead_on() -> Response:
    """Lead a person whose calendar was just connected to what comes next."""
    if not _connection().address:
        return redirect_to("calendar_connections.choose")
    done(gettext("Your calendar is connected. Your calls appear there within a minute."))
    return redirect_to("calendars.edit")


def _connection() -> Connection:
    connection = calendar_connections.find(viewer().id)
    if connection is None:
        raise NotConnected()
    return connection


def _find_calendars(form: ConnectForm) -> Sequence[RemoteCalendar]:
    """Return the calendars of an account; why there are none reads the same whatever it was, but for a password."""
    # Nothing is held while the server takes its time.
    db.session.rollback()
    config = current_app.config["COACHBOOK"]
    client = clients.new_client(config, account=form.account.data, password=form.password.data)
    try:
        return client.list_calendars(form.address)
    except NotLetIn as error:
        raise CalendarNotLetIn() from error
    except CalendarFailed as error:
        log.info("no calendar: %s", error)
        raise NoCalendarServer() from error


def _keep(form: ConnectForm, found: Sequence[RemoteCalendar]) -> None:
    calendar_connections.connect(
        actor=actor(),
        user_id=viewer().id,
        server=form.address,
        account=form.account.data,
        secret=cipher().encrypt(form.password.data),
        calendars=found,
        now=utc_now(),
    )
