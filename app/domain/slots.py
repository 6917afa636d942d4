"""A slot: a block of a coach's time, offered, booked or withdrawn."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.errors import SlotInPast, TooFar
from app.domain.policy import FURTHEST_SLOT
from app.domain.semesters import Semesters


class SlotStatus(StrEnum):
    """What the database holds of a slot; that it is past is told by its start."""

    OPEN = "open"
    BOOKED = "booked"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Clash:
    """What stands in the way of a slot or a call: its kind, number and time."""

    kind: str
    number: int
    starts_at: datetime
    ends_at: datetime


def check_start(starts_at: datetime, *, now: datetime) -> None:
    """Raise SlotInPast or TooFar unless a slot may be published to start then. Invariant I-05."""
    if starts_at <= now:
        raise SlotInPast(now=now, starts_at=starts_at)
    if starts_at - now > FURTHEST_SLOT:
        raise TooFar(furthest=now + FURTHEST_SLOT)


def check_time(starts_at: datetime, ends_at: datetime, *, semesters: Semesters, now: datetime) -> None:
    """Raise SlotInPast, TooFar or OutsideSemester unless a slot may be published for this time."""
    check_start(starts_at, now=now)
    semesters.check_holds(starts_at, ends_at)


def end_of(starts_at: datetime, length: timedelta) -> datetime:
    """Return the end of a slot: elapsed time, so that a clock change does not stretch it. Invariant I-20."""
    return starts_at + length
