"""Calls as calendar files (iCalendar, RFC 5545 and 5546). All times are in UTC, so that no file carries zones."""

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event, vCalAddress, vDuration, vText

from app.domain.calendar_events import CalendarEvent, Mailbox, Method
from app.domain.calls import CallStatus
from app.domain.text import printable, printable_line

PRODUCT = "-//Coachbook//Coachbook//EN"
STATUS = {CallStatus.PENDING: "TENTATIVE", CallStatus.CANCELLED: "CANCELLED"}
# How often a subscribed calendar looks again; most of them take their own time.
REFRESH = timedelta(hours=1)


def write(
    events: Iterable[CalendarEvent],
    *,
    method: Method | None = None,
    organizer: Mailbox | None = None,
    attendee: Mailbox | None = None,
    name: str = "",
) -> str:
    """Return a calendar file of these events; with an attendee it invites them, with a name it can be subscribed to.

    Without a method it is one that lies in a calendar, and with nobody in it no server invites anybody.
    No other person's address is in it: who organises is the programme, who attends is the reader (I-12).
    """
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    if method:
        calendar.add("METHOD", method.value)
    if name:
        calendar.add("NAME", printable_line(name))
        calendar.add("X-WR-CALNAME", printable_line(name))
        calendar.add("REFRESH-INTERVAL", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(_event(event, organizer, attendee))
    return str(calendar.to_ical().decode())


def _event(event: CalendarEvent, organizer: Mailbox | None, attendee: Mailbox | None) -> Event:
    written = Event()
    written.add("UID", event.uid)
    written.add("SEQUENCE", event.sequence)
    written.add("DTSTAMP", event.changed_at)
    written.add("LAST-MODIFIED", event.changed_at)
    written.add("DTSTART", event.starts_at)
    written.add("DTEND", event.ends_at)
    written.add("STATUS", STATUS.get(event.status, "CONFIRMED"))
    written.add("TRANSP", "TRANSPARENT" if event.status is CallStatus.CANCELLED else "OPAQUE")
    written.add("SUMMARY", printable_line(event.summary))
    for field, text in (("DESCRIPTION", printable(event.description)), ("LOCATION", printable_line(event.location))):
        if text:
            written.add(field, vText(text))
    written.add("URL", event.url)
    if organizer:
        written.add("ORGANIZER", _mailbox(organizer), encode=False)
    if attendee:
        written.add("ATTENDEE", _attendee(attendee), encode=False)
    return written


def _mailbox(mailbox: Mailbox) -> vCalAddress:
    address = vCalAddress(f"mailto:{printable_line(mailbox.address)}")
    # A quotation mark would end the name, and has no other spelling in a parameter.
    address.params["CN"] = printable_line(mailbox.name).replace('"', "'")
    return address


def _attendee(mailbox: Mailbox) -> vCalAddress:
    """Return who is invited: they have said yes already, by booking or by publishing the time."""
    address = _mailbox(mailbox)
    address.params.update({"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    return address
