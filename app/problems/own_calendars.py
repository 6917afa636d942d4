"""What a refusal of somebody's own calendar is called, and what to do about it."""

from typing import Any

from flask_babel import lazy_gettext as _l

OWN_CALENDARS: dict[str, tuple[Any, Any]] = {
    "no_calendar_server": (
        _l("No calendar was found there"),
        _l("Check the address: it begins with https:// and is that of the server or of your account at it."),
    ),
    "calendar_not_let_in": (
        _l("The calendar server does not let us in"),
        _l("Check name and password; some servers want a password made for apps."),
    ),
    "no_such_calendar": (_l("This calendar is not there any more"), _l("Choose another one.")),
    "calendar_not_connected": (_l("No calendar is connected"), _l("Connect one under “Calendar” in the settings.")),
    "no_google": (
        _l("No Google calendar can be connected here"),
        _l("The programme has not been set up for it. Connect another calendar."),
    ),
    "consent_ended": (
        _l("That took too long, or began elsewhere"),
        _l("Nothing was connected. Begin again, in this browser."),
    ),
    "consent_refused": (
        _l("Google has not let us in"),
        _l("Nothing was connected. Begin again, and leave every box ticked that Google shows."),
    ),
    "calendar_silent": (_l("Google gives no answer"), _l("Nothing was connected. Try again in a few minutes.")),
}
