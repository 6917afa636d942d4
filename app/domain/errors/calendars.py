"""People's own calendars."""

from app.domain.errors.kinds import Conflict, Invalid


class NoCalendarServer(Invalid):
    code = "no_calendar_server"
    field = "server"


class CalendarNotLetIn(Invalid):
    code = "calendar_not_let_in"
    field = "password"


class NoSuchCalendar(Invalid):
    code = "no_such_calendar"
    field = "address"


class NotConnected(Conflict):
    code = "calendar_not_connected"
