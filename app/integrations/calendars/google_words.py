"""What is said to Google Calendar (API version 3), and what of its answers is understood."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from app.domain.calendar_events import CalendarEvent
from app.domain.calls import CallStatus
from app.domain.outgoing import Answer
from app.domain.remote_calendars import (
    BusyTime,
    CalendarFailed,
    CalendarGone,
    EventRefused,
    NoAnswer,
    NotLetIn,
    RemoteCalendar,
)
from app.domain.text import printable, printable_line
from app.integrations.calendars.answers import wait_of

# Why Google forbids what it will allow later, or once the programme's own account there is in order.
PASSING = {
    "rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded", "calendarUsageLimitsExceeded",
    "accessNotConfigured",
}  # fmt: skip
# What was taken from a mail belongs to who sent the mail.
NOT_OURS = "forbiddenForNonOrganizer"


def names_of(uid: str) -> tuple[str, str]:
    """Return how our event is called there, and how if that name was used up: with letters up to v and digits alone."""
    name = uid.replace("-", "").lower()
    return name, f"{name}r"


def body_of(event: CalendarEvent) -> dict[str, Any]:
    """Return an event as Google knows one; nobody is invited by it."""
    return {
        "summary": printable_line(event.summary),
        "description": printable(event.description),
        "location": printable_line(event.location),
        "start": {"dateTime": _instant(event.starts_at), "timeZone": "UTC"},
        "end": {"dateTime": _instant(event.ends_at), "timeZone": "UTC"},
        "status": "tentative" if event.status is CallStatus.PENDING else "confirmed",
        "transparency": "opaque",
        "source": {"title": printable_line(event.summary), "url": event.url},
    }


def busy_between(calendar: str, from_at: datetime, to_at: datetime) -> dict[str, Any]:
    """Return the question when a calendar is busy."""
    return {"timeMin": _instant(from_at), "timeMax": _instant(to_at), "items": [{"id": calendar}]}


def read(answer: Answer) -> Mapping[str, Any]:
    """Return an answer's object, empty where there is none."""
    try:
        found = json.loads(answer.body or b"{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def calendars(found: Mapping[str, Any]) -> Iterator[tuple[bool, RemoteCalendar]]:
    """Yield a page's calendars, each with whether it is the account's own. Raises NoAnswer."""
    try:
        for one in found["items"]:
            address = str(one["id"])
            # What its owner calls it, if they do, or what whoever shares it calls it.
            name = one.get("summaryOverride") or one.get("summary") or address
            yield bool(one.get("primary")), RemoteCalendar(address, str(name))
    except (KeyError, TypeError, AttributeError) as error:
        raise NoAnswer("its list of calendars cannot be read") from error


def busy_times(calendar: str, found: Mapping[str, Any]) -> Iterator[BusyTime]:
    """Yield when a calendar is busy. Raises CalendarGone, NoAnswer."""
    try:
        told = found["calendars"][calendar]
        reasons = [one["reason"] for one in told.get("errors", [])]
        times = [BusyTime(_read_instant(one["start"]), _read_instant(one["end"])) for one in told.get("busy", [])]
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise NoAnswer("its busy times cannot be read") from error
    if reasons:
        raise CalendarGone("not found") if "notFound" in reasons else NoAnswer("it does not know now")
    yield from (time for time in times if time.ends_at > time.starts_at)


def reason_of(answer: Answer) -> str:
    """Return Google's word for why it was not done."""
    try:
        return str(read(answer)["error"]["errors"][0]["reason"])
    except (KeyError, IndexError, TypeError):
        return ""


def failure_of(answer: Answer) -> CalendarFailed:
    """Return what an answer means that is none of those hoped for."""
    status, reason = answer.status, reason_of(answer)
    told = f"status {status} {reason:.40}".rstrip()
    if status in (408, 409, 412, 429) or status >= 500 or (status == 403 and reason in PASSING):
        return NoAnswer(told, wait=wait_of(answer))
    if status in (401, 403):
        return NotLetIn(told)
    if status in (404, 410) or 300 <= status < 400:
        return CalendarGone(told)
    return EventRefused(told) if status >= 400 else NoAnswer(told)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read_instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
