"""Calendars at Google, by its Calendar API."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from app.domain.calendar_events import CalendarEvent
from app.domain.clock import utc_now
from app.domain.oauth import Tokens
from app.domain.outgoing import Answer, AskFailed
from app.domain.remote_calendars import BusyTime, CalendarGone, NoAnswer, RemoteCalendar, RemoteEvent
from app.integrations.calendars import google_words as words
from app.integrations.outgoing import Outgoing

# Google answers for 90 days at the most.
BUSY_WINDOW = timedelta(days=60)
MOST_PAGES, PAGE = 20, 250


class GoogleCalendar:
    """One account; `renew` gives new tokens when those that are known open no longer."""

    def __init__(self, outgoing: Outgoing, base: str, tokens: Tokens, renew: Callable[[Tokens], Tokens]) -> None:
        self._outgoing = outgoing
        self._base = f"{base}/calendar/v3"
        self._tokens = tokens
        self._renew = renew

    def list_calendars(self, address: str) -> Sequence[RemoteCalendar]:
        """Return the calendars that events can be written into, the account's own first: its name is who they are."""
        found: list[tuple[bool, RemoteCalendar]] = []
        page: Mapping[str, Any] = {"nextPageToken": ""}
        for _ in range(MOST_PAGES):
            query = {"minAccessRole": "writer", "maxResults": PAGE, "pageToken": page["nextPageToken"]}
            page = self._get(f"/users/me/calendarList?{urlencode(query)}")
            found += words.calendars(page)
            if not page.get("nextPageToken"):
                break
        if not found:
            raise CalendarGone("no calendar is there")
        return [calendar for _, calendar in sorted(found, key=lambda one: not one[0])]

    def put(self, calendar: str, event: CalendarEvent, known: RemoteEvent | None) -> RemoteEvent:
        """Write an event under a name of ours; what was changed, or deleted, there meanwhile is written over."""
        content = words.body_of(event)
        names = list(words.names_of(event.uid))
        place = known or self._find(calendar, event.uid)
        for _ in range(6):
            if place is None:
                answer = self._ask("POST", _events(calendar), {"id": names[0], **content})
            else:
                condition = {"If-Match": place.etag} if place.etag else {}
                answer = self._ask("PATCH", _events(calendar, place.address), content, condition)
            if answer.status in (200, 201):
                there = words.read(answer)
                return RemoteEvent(str(there.get("id") or names[0]), str(there.get("etag", "")))
            if place is None and answer.status == 409:
                # An answer was lost, or its owner has deleted it: a name there is never given twice.
                place = RemoteEvent(names[0])
            elif place is not None and answer.status == 412:
                place = RemoteEvent(place.address)
            elif place is not None and answer.status in (404, 410):
                names = [name for name in names if name != place.address] or names
                place = None
            elif place is not None and words.reason_of(answer) == words.NOT_OURS:
                # Mails keep it up.
                return RemoteEvent(place.address)
            else:
                raise words.failure_of(answer)
        raise NoAnswer("the event changes all the time")

    def remove(self, calendar: str, uid: str, known: RemoteEvent | None) -> None:
        """Take an event out, also when it was changed there meanwhile."""
        for name in (known.address,) if known else words.names_of(uid):
            answer = self._ask("DELETE", _events(calendar, name))
            if answer.status not in (200, 204, 404, 410):
                raise words.failure_of(answer)

    def list_busy(self, calendar: str, *, from_at: datetime, to_at: datetime) -> Sequence[BusyTime]:
        """Return when a calendar is busy: no titles are asked for."""
        times: list[BusyTime] = []
        while from_at < to_at:
            until = min(from_at + BUSY_WINDOW, to_at)
            answer = self._ask("POST", "/freeBusy", words.busy_between(calendar, from_at, until))
            if answer.status != 200:
                raise words.failure_of(answer)
            times += words.busy_times(calendar, words.read(answer))
            from_at = until
        return times

    def _find(self, calendar: str, uid: str) -> RemoteEvent | None:
        """Return what its owner has taken from a mail into the same calendar (case G2)."""
        found = self._get(f"{_events(calendar)}?{urlencode({'iCalUID': uid})}").get("items")
        there = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        return next((RemoteEvent(str(one["id"])) for one in there if one.get("id")), None)

    def _get(self, path: str) -> Mapping[str, Any]:
        answer = self._ask("GET", path)
        if answer.status != 200:
            raise words.failure_of(answer)
        return words.read(answer)

    def _ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask, once more with new tokens where those that are known open no longer."""
        if self._tokens.ends_at <= utc_now():
            self._tokens = self._renew(self._tokens)
        answer = self._ask_once(method, path, body, headers or {})
        if answer.status == 401:
            self._tokens = self._renew(self._tokens)
            answer = self._ask_once(method, path, body, headers or {})
        return answer

    def _ask_once(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
        sent = {"Authorization": f"Bearer {self._tokens.access}", "Content-Type": "application/json", **headers}
        content = b"" if body is None else json.dumps(body).encode()
        try:
            return self._outgoing.ask(method, f"{self._base}{path}", headers=sent, body=content)
        except AskFailed as error:
            raise NoAnswer(str(error)) from error


def _events(calendar: str, name: str = "") -> str:
    return f"/calendars/{quote(calendar, safe='')}/events" + (f"/{quote(name, safe='')}" if name else "")
