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


class NoGoogle(Conflict):
    code = "no_google"


class ConsentEnded(Conflict):
    """Whoever comes back with a consent is not who went for it, or not in time (SEC-17)."""

    code = "consent_ended"


class ConsentRefused(Conflict):
    code = "consent_refused"


class CalendarSilent(Conflict):
    code = "calendar_silent"


class NotConnected(Conflict):
    code = "calendar_not_connected"
