"""Calendars by CalDAV (RFC 4791): Nextcloud, Radicale, Fastmail, iCloud."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from app.domain.calendar_events import CalendarEvent
from app.domain.outgoing import AddressRefused, Answer, AskFailed
from app.domain.remote_calendars import (
    BusyTime,
    CalendarFailed,
    CalendarGone,
    EventRefused,
    NoAnswer,
    NotLetIn,
    RemoteCalendar,
    RemoteEvent,
)
from app.integrations import ical
from app.integrations.calendars import caldav_words as words
from app.integrations.calendars.answers import wait_of
from app.integrations.calendars.caldav_words import CALDAV, DAV, Resource
from app.integrations.outgoing import Outgoing

MOST_REDIRECTS = 3
REDIRECTS, PATIENCE = {301, 302, 303, 307, 308}, {408, 423, 425, 429}


class CalDav:
    """One account. Every address that a server names is checked like one that a person gives."""

    def __init__(self, outgoing: Outgoing, account: str, password: str) -> None:
        self._outgoing = outgoing
        self._proof = f"Basic {b64encode(f'{account}:{password}'.encode()).decode()}"

    def list_calendars(self, address: str) -> Sequence[RemoteCalendar]:
        """Return the account's calendars, found from the address of the server, of the account or of one of them."""
        at, resource = self._find_account(address)
        home = resource.link(f"{CALDAV}calendar-home-set")
        if not home:
            principal = resource.link(f"{DAV}current-user-principal")
            if principal:
                at, resource = self._look(urljoin(at, principal), words.PRINCIPAL)
                home = resource.link(f"{CALDAV}calendar-home-set")
        place = urljoin(at, home) if home else at
        at, found = self._look_around(place, words.CALENDARS, depth="1")
        calendars = [_calendar(urljoin(at, one.href), one.name) for one in found if one.is_calendar]
        if not calendars:
            raise CalendarGone("no calendar is there")
        return calendars

    def put(self, calendar: str, event: CalendarEvent, known: RemoteEvent | None) -> RemoteEvent:
        """Write an event at an address made of its name; one that was changed there meanwhile is written over."""
        place = known or _place(calendar, event.uid)
        content = ical.write([event]).encode()
        for _ in range(3):
            condition = {"If-Match": place.etag} if place.etag else {"If-None-Match": "*"}
            headers = {"Content-Type": "text/calendar; charset=utf-8", **condition}
            answer = self._ask("PUT", place.address, headers, content)
            if answer.status in (200, 201, 204):
                return RemoteEvent(place.address, answer.headers.get("etag", ""))
            if b"no-uid-conflict" in answer.body:
                # Its owner has taken it from a mail into the same calendar (case G2).
                place = self._find_event(calendar, event.uid) or place
            elif answer.status == 412:
                place = RemoteEvent(place.address, self._etag(place.address))
            else:
                raise _failure(answer)
        raise NoAnswer("the event changes all the time")

    def remove(self, calendar: str, uid: str, known: RemoteEvent | None) -> None:
        """Take an event out, also when it was changed there meanwhile."""
        place = known or _place(calendar, uid)
        for etag in (place.etag, ""):
            answer = self._ask("DELETE", place.address, {"If-Match": etag} if etag else {})
            if answer.status in (200, 202, 204, 404, 410):
                return
            if answer.status != 412:
                break
        raise _failure(answer)

    def list_busy(self, calendar: str, *, from_at: datetime, to_at: datetime) -> Sequence[BusyTime]:
        """Return when a calendar is busy, as its server sees it."""
        body = words.busy_between(from_at, to_at)
        answer = self._ask("REPORT", calendar, {"Depth": "1", "Content-Type": "application/xml"}, body)
        if answer.status != 200:
            raise _failure(answer)
        return words.read_busy(answer.body)

    def _find_account(self, address: str) -> tuple[str, Resource]:
        try:
            return self._look(address, words.PRINCIPAL)
        except (CalendarGone, EventRefused):
            if urlsplit(address).path.strip("/"):
                raise
            return self._look(urljoin(address, "/.well-known/caldav"), words.PRINCIPAL)

    def _look(self, address: str, question: bytes) -> tuple[str, Resource]:
        at, found = self._look_around(address, question, depth="0")
        if not found:
            raise CalendarGone("nothing is there")
        return at, found[0]

    def _look_around(self, address: str, question: bytes, *, depth: str) -> tuple[str, list[Resource]]:
        """Ask for properties, where the server says that they are: each hop is checked, and none is less secret."""
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask("PROPFIND", address, {"Depth": depth, "Content-Type": "application/xml"}, question)
            if answer.status == 207:
                return address, words.read_resources(answer.body)
            following = urljoin(address, answer.headers.get("location", ""))
            is_open = urlsplit(address).scheme == "https" and urlsplit(following).scheme != "https"
            if answer.status not in REDIRECTS or is_open:
                break
            address = following
        raise _failure(answer)

    def _etag(self, address: str) -> str:
        answer = self._ask("PROPFIND", address, {"Depth": "0", "Content-Type": "application/xml"}, words.ETAG)
        if answer.status == 207:
            return next((one.etag for one in words.read_resources(answer.body)), "")
        if answer.status in (404, 410):
            return ""
        raise _failure(answer)

    def _find_event(self, calendar: str, uid: str) -> RemoteEvent | None:
        headers = {"Depth": "1", "Content-Type": "application/xml"}
        answer = self._ask("REPORT", calendar, headers, words.by_uid(uid))
        found = words.read_resources(answer.body) if answer.status == 207 else []
        return next((RemoteEvent(urljoin(calendar, one.href), one.etag) for one in found if one.etag), None)

    def _ask(self, method: str, address: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        try:
            return self._outgoing.ask(method, address, headers={"Authorization": self._proof, **headers}, body=body)
        except AddressRefused as error:
            raise CalendarGone(str(error)) from error
        except AskFailed as error:
            raise NoAnswer(str(error)) from error


def _place(calendar: str, uid: str) -> RemoteEvent:
    return RemoteEvent(urljoin(calendar, f"{uid}.ics"))


def _calendar(address: str, name: str) -> RemoteCalendar:
    address = f"{address.rstrip('/')}/"
    return RemoteCalendar(address, name or urlsplit(address).path.strip("/").rpartition("/")[2])


def _failure(answer: Answer) -> CalendarFailed:
    """Return what an answer means that is none of those hoped for."""
    status = answer.status
    told = f"status {status}"
    if status in (401, 403):
        return NotLetIn(told)
    if status in (404, 405, 409, 410) or status in REDIRECTS:
        return CalendarGone(told)
    if status in PATIENCE or status >= 500:
        return NoAnswer(told, wait=wait_of(answer))
    return EventRefused(told)
