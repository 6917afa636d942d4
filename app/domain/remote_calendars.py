"""People's own calendars, which calls are written into and busy times are read from; what can go wrong there."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, Self

from app.domain.calendar_events import CalendarEvent

# Whoever writes a call into a calendar has this long; then another worker may.
LEASE = timedelta(minutes=3)
# How long a calendar that does not answer is left alone, at first and at the most.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
# One that lets us in no longer, or is gone, may do so again after its owner has done something about it.
STOPPED = timedelta(days=1)
# A call that ended so long ago is written nowhere any more.
TOO_LATE = timedelta(days=1)
# Calls are taken out of a calendar that was disconnected for so long; then they stay.
GIVE_UP_REMOVING = timedelta(days=1)


class CalendarKind(StrEnum):
    """Whose way of speaking a calendar knows."""

    CALDAV = "caldav"
    GOOGLE = "google"


class Trouble(StrEnum):
    """What keeps a calendar from being written or read."""

    NO_ANSWER = "no_answer"
    NOT_LET_IN = "not_let_in"
    GONE = "gone"
    REFUSED = "refused"


class BusyUse(StrEnum):
    """What a coach wants of the busy times of their calendars."""

    IGNORE = "ignore"
    WARN = "warn"
    CLOSE = "close"


class CalendarFailed(Exception):
    """It could not be done; the message is for logs."""

    trouble = Trouble.NO_ANSWER


class NoAnswer(CalendarFailed):
    """No answer has come, or one that asks for patience; `wait` is how much, where the server says so."""

    def __init__(self, message: str, *, wait: timedelta | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class NotLetIn(CalendarFailed):
    """The password is wrong, the consent was taken back, or it is not enough for this."""

    trouble = Trouble.NOT_LET_IN


class CalendarGone(CalendarFailed):
    """There is no calendar at this address, or no longer."""

    trouble = Trouble.GONE


class EventRefused(CalendarFailed):
    """The calendar does not want this one, and never will."""

    trouble = Trouble.REFUSED


@dataclass(frozen=True, slots=True)
class RemoteCalendar:
    """A calendar of an account."""

    address: str
    name: str


@dataclass(frozen=True, slots=True)
class RemoteEvent:
    """Where an event lies, and the mark of how it was left; empty where that is not known."""

    address: str
    etag: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Way:
    """How to get at a calendar: who one is there, what proves it, and where it is."""

    account: str
    proof: str
    calendar: str

    def write(self) -> str:
        """Return it as one text, to be kept encrypted, when nothing of it may be kept in the clear."""
        return json.dumps([self.account, self.proof, self.calendar])

    @classmethod
    def read(cls, kept: str) -> Self:
        """Return what was kept."""
        return cls(*json.loads(kept))


@dataclass(frozen=True, slots=True)
class BusyTime:
    """A stretch of time that is taken."""

    starts_at: datetime
    ends_at: datetime


def pause_after(failures: int, chance: float) -> timedelta:
    """Return how long to leave a calendar alone that has failed so often before; `chance`, 0 to 1, spreads them."""
    longest = min(FIRST_PAUSE * (1 << min(failures, 20)), LONGEST_PAUSE)
    return longest * (0.5 + chance / 2)


class CalendarClient(Protocol):
    """One account at one server. Everything raises NoAnswer, NotLetIn, CalendarGone, EventRefused."""

    def list_calendars(self, address: str) -> Sequence[RemoteCalendar]:
        """Return the calendars that events can be written into."""

    def put(self, calendar: str, event: CalendarEvent, known: RemoteEvent | None) -> RemoteEvent:
        """Write an event, whatever has become of it there: once, under its own name."""

    def remove(self, calendar: str, uid: str, known: RemoteEvent | None) -> None:
        """Take an event out; one that is gone, or never was there, is fine."""

    def list_busy(self, calendar: str, *, from_at: datetime, to_at: datetime) -> Sequence[BusyTime]:
        """Return when a calendar is busy."""
