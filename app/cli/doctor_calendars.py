"""What `flask doctor` says of people's own calendars."""

from collections.abc import Iterator

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.cli.checks import OK, WARNING, Check, check
from app.domain.remote_calendars import Trouble
from app.services import calendar_entries, calendar_health

WORDS = {
    Trouble.NO_ANSWER: _l("give no answer"),
    Trouble.NOT_LET_IN: _l("do not let us in"),
    Trouble.GONE: _l("are gone"),
    Trouble.REFUSED: _l("did not take a call"),
}


def check_calendars() -> Iterator[Check]:
    """Look whether calendars can be written, and whether calls were not taken."""
    troubles = calendar_health.count_troubles()
    told = ", ".join(f"{count} {WORDS[trouble]}" for trouble, count in troubles.items())
    connected = gettext("%(count)s connected", count=calendar_health.count_connected())
    title = gettext("People's own calendars")
    yield check("calendars", title, WARNING if troubles else OK, ", ".join(filter(None, (connected, told))))
    refused = calendar_entries.count_failed()
    told = gettext("%(count)s: each is tried again when its call changes", count=refused) if refused else ""
    yield check("refused_events", gettext("Calls that no calendar took"), WARNING if refused else OK, told)
