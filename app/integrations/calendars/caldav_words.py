"""What is said to CalDAV servers (RFC 4791), and what of their answers is understood."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from icalendar import Calendar

from app.domain.remote_calendars import BusyTime, CalendarGone, NoAnswer

DAV, CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
NAMESPACES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'
WRITES = {f"{DAV}write", f"{DAV}write-content", f"{DAV}all", f"{DAV}bind"}
# More than anybody's calendar holds in half a year.
MOST_BUSY, MOST_PARTS = 5_000, 2_000

PRINCIPAL = (
    f"<d:propfind {NAMESPACES}><d:prop><d:resourcetype/><d:displayname/><d:current-user-principal/>"
    "<c:calendar-home-set/></d:prop></d:propfind>"
).encode()
CALENDARS = (
    f"<d:propfind {NAMESPACES}><d:prop><d:resourcetype/><d:displayname/><c:supported-calendar-component-set/>"
    "<d:current-user-privilege-set/></d:prop></d:propfind>"
).encode()
ETAG = f"<d:propfind {NAMESPACES}><d:prop><d:getetag/></d:prop></d:propfind>".encode()


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of an answer, with those of its properties that were found."""

    href: str
    props: dict[str, Element]

    @property
    def name(self) -> str:
        """Return what its owner calls it."""
        found = self.props.get(f"{DAV}displayname")
        return "" if found is None else (found.text or "").strip()

    @property
    def etag(self) -> str:
        """Return the mark of its present state."""
        found = self.props.get(f"{DAV}getetag")
        return "" if found is None else (found.text or "").strip()

    @property
    def is_calendar(self) -> bool:
        """Return whether events can be written into it, as far as the server tells."""
        kind, parts, rights = (
            self.props.get(name)
            for name in (
                f"{DAV}resourcetype",
                f"{CALDAV}supported-calendar-component-set",
                f"{DAV}current-user-privilege-set",
            )
        )
        if kind is None or kind.find(f"{CALDAV}calendar") is None:
            return False
        named = [part.get("name") for part in parts.iter(f"{CALDAV}comp")] if parts is not None else []
        granted = {one.tag for one in rights.iter()} if rights is not None else set()
        return (not named or "VEVENT" in named) and (not granted or bool(granted & WRITES))

    def link(self, prop: str) -> str:
        """Return the address that a property holds, empty if it holds none."""
        found = self.props.get(prop)
        href = None if found is None else found.find(f"{DAV}href")
        return "" if href is None else (href.text or "").strip()


def by_uid(uid: str) -> bytes:
    """Return the question for events of that name."""
    return (
        f'<c:calendar-query {NAMESPACES}><d:prop><d:getetag/></d:prop><c:filter><c:comp-filter name="VCALENDAR">'
        f'<c:comp-filter name="VEVENT"><c:prop-filter name="UID"><c:text-match>{escape(uid)}</c:text-match>'
        "</c:prop-filter></c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"
    ).encode()


def busy_between(from_at: datetime, to_at: datetime) -> bytes:
    """Return the question for busy times: the server lays out what repeats, and tells no titles."""
    start, end = (f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for at in (from_at, to_at))
    return f'<c:free-busy-query {NAMESPACES}><c:time-range start="{start}" end="{end}"/></c:free-busy-query>'.encode()


def read_resources(body: bytes) -> list[Resource]:
    """Return the resources of an answer. Raises CalendarGone for one that is none of a calendar server's."""
    try:
        root = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise CalendarGone(f"no answer of a calendar server: {type(error).__name__}") from error
    return list(_resources(root))


def _resources(root: Any) -> Iterator[Resource]:
    for response in root.iter(f"{DAV}response"):
        props: dict[str, Element] = {}
        for found in response.iter(f"{DAV}propstat"):
            if " 200" in (found.findtext(f"{DAV}status") or ""):
                props |= {prop.tag: prop for held in found.iter(f"{DAV}prop") for prop in held}
        yield Resource((response.findtext(f"{DAV}href") or "").strip(), props)


def read_busy(body: bytes) -> Sequence[BusyTime]:
    """Return the busy times of an answer, by their start. Raises NoAnswer for one that cannot be read (SEC-28)."""
    # Each stretch has one stroke. What is too much is not even begun with, for to read it takes seconds.
    if body.upper().count(b"BEGIN:") > MOST_PARTS or body.count(b"/") > 2 * MOST_BUSY:
        raise NoAnswer("too many busy times")
    try:
        found = list(_busy(Calendar.from_ical(body.decode())))
    # Each kind of broken file has an error of its own, of the library's or of those below it.
    except Exception as error:
        raise NoAnswer(f"busy times that cannot be read: {type(error).__name__}") from error
    if len(found) > MOST_BUSY:
        raise NoAnswer("too many busy times")
    return sorted(found, key=lambda busy: busy.starts_at)


def _busy(calendar: Any) -> Iterator[BusyTime]:
    for part in calendar.walk("VFREEBUSY"):
        told = part.get("FREEBUSY", [])
        for period in told if isinstance(told, list) else [told]:
            if period.params.get("FBTYPE", "BUSY").upper() == "FREE":
                continue
            starts_at, end = period.dt
            ends_at = starts_at + end if isinstance(end, timedelta) else end
            if starts_at.tzinfo and ends_at > starts_at:
                yield BusyTime(starts_at.astimezone(UTC), ends_at.astimezone(UTC))
