"""What can happen in the demo's story, each at its own instant."""

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.search import Criteria
from app.domain.series import WeeklyPattern
from app.domain.time_off import TimeOff
from app.domain.waitlist import ANY, Window
from app.domain.weekly_rules import WeeklyRule
from app.services.demo.calendar import Opening


@dataclass(frozen=True, slots=True)
class PublishSeries:
    """A coach publishes a weekly pattern."""

    coach: str
    pattern: WeeklyPattern


@dataclass(frozen=True, slots=True)
class PublishSlot:
    """A coach publishes one slot."""

    slot: Opening


@dataclass(frozen=True, slots=True)
class Withdraw:
    """A coach takes an open slot back."""

    slot: Opening


@dataclass(frozen=True, slots=True)
class Book:
    """A student books a slot; from here on the call is known by its number in the plan."""

    call: int
    slot: Opening
    student: str
    note: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A coach wants to approve bookings from here on, and students ask for the next times, one each."""

    coach: str
    students: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Move:
    """The student moves a call."""

    call: int
    slot: Opening
    reason: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """The student or the coach cancels a call."""

    call: int
    by_coach: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Miss:
    """The coach says that nobody came."""

    call: int


@dataclass(frozen=True, slots=True)
class Log:
    """The coach logs a call, or changes the log."""

    call: int
    satisfaction: int
    shared_note: str | None = None
    private_note: str | None = None
    # Agreed for next time; what was agreed before is done by then.
    next_steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """The student reviews a call."""

    call: int
    rating: int
    comment: str
    shows_first_name: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The coach answers a review."""

    call: int
    reply: str


@dataclass(frozen=True, slots=True)
class Contradict:
    """A student who is said to have missed a call says that they were there."""

    call: int


@dataclass(frozen=True, slots=True)
class Say:
    """A coach or a student writes to the other."""

    coach: str
    student: str
    by_student: bool
    words: str


@dataclass(frozen=True, slots=True)
class KeepRule:
    """A coach offers the same times every week from now on."""

    coach: str
    rule: WeeklyRule


@dataclass(frozen=True, slots=True)
class KeepHoliday:
    """The programme keeps a day free of what weekly rules would open."""

    name: str
    day: date


@dataclass(frozen=True, slots=True)
class KeepSemester:
    """The programme has a semester."""

    name: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Weigh:
    """Who has missed so many calls is warned, and then paused."""

    limit: int


@dataclass(frozen=True, slots=True)
class TakeOff:
    """A coach takes time off."""

    coach: str
    off: TimeOff


@dataclass(frozen=True, slots=True)
class FallIll:
    """A coach cancels a time, and other times are held for those who had booked in it."""

    coach: str
    off: TimeOff
    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """A student joins the waitlist of a coach, or of a subject."""

    student: str
    coach: str = ""
    subject: str = ""
    window: Window = ANY


@dataclass(frozen=True, slots=True)
class Save:
    """A student saves a coach, or asks to be told when one opens times."""

    student: str
    coach: str
    is_awaited: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """Somebody finds nothing."""

    criteria: Criteria


@dataclass(frozen=True, slots=True)
class LoseRace:
    """Somebody wants a slot that was booked a moment ago."""

    slot: Opening


@dataclass(frozen=True, slots=True)
class Share:
    """A student lets every coach see the steps that were agreed with others."""

    student: str


@dataclass(frozen=True, slots=True)
class Hide:
    """An administrator takes a review out of sight."""

    call: int
    reason: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What is free is offered to those who wait."""


Action = (
    PublishSeries | PublishSlot | Withdraw | Book | Ask | Move | Cancel | Miss | Contradict | Log | Rate | Answer | Say
    | KeepRule | KeepHoliday | KeepSemester | TakeOff | FallIll | Weigh | Wait | Offer | Save | Search | LoseRace
    | Share | Hide
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """An action and its instant."""

    at: datetime
    action: Action
