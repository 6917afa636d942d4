"""A coach's week as a grid: days across, bands of the day down, and in each cell what may be done there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.domain.holds import HoldReason
from app.domain.periods import WEEK, midnight
from app.domain.semesters import NO_SEMESTERS, Semesters
from app.domain.slots import SlotStatus
from app.domain.time_off import TimeOff, find
from app.domain.timezones import to_local

MIDNIGHT, DAY = timedelta(0), timedelta(days=1)
# When a coach's day may start on their clock, when it does unless they say otherwise, and how long a grid it makes.
DAY_STARTS = tuple(timedelta(minutes=minutes) for minutes in range(5 * 60, 12 * 60 + 1, 30))
DAY_START, USUAL_HOURS = timedelta(hours=8), timedelta(hours=14)


class Hours(StrEnum):
    """Which hours of the day a grid shows; whatever names none of these means the usual ones."""

    USUAL = ""
    EARLIER = "earlier"
    LATER = "later"
    ALL = "all"

    @classmethod
    def _missing_(cls, value: object) -> "Hours":
        return cls.USUAL


class CellState(StrEnum):
    """What an empty cell is: free to be chosen, or closed and why; `taken` when it holds slots."""

    FREE = "free"
    TAKEN = "taken"
    PAST = "past"
    TOO_FAR = "too_far"
    OVERLAP = "overlap"
    NO_SUCH_TIME = "no_such_time"
    OUTSIDE_SEMESTER = "outside_semester"
    TIME_OFF = "time_off"


@dataclass(frozen=True, slots=True)
class WeekSlot:
    """A slot of the coach's, with the call that holds it."""

    id: int
    starts_at: datetime
    ends_at: datetime
    status: SlotStatus
    place: str = ""
    call_id: int | None = None
    student_name: str | None = None
    held_for: HoldReason | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A time in a cell: a slot, or what the coach would make one."""

    starts_at: datetime
    ends_at: datetime
    slot: WeekSlot | None
    is_wanted: bool
    is_on_band: bool
    has_begun: bool
    is_off: bool = False

    @property
    def can_change(self) -> bool:
        """Return whether the coach may choose here."""
        return self.slot is None or (self.slot.status is SlotStatus.OPEN and not self.has_begun and not self.is_off)


@dataclass(frozen=True, slots=True)
class Cell:
    """One band of one day; `clash` is the slot that closes it."""

    wall_time: datetime
    state: CellState
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    marks: tuple[Mark, ...] = ()
    clash: WeekSlot | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One band through the week."""

    starts: timedelta
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """Which week, on whose clock, how long its slots are, which hours are shown, and what closes some of them."""

    first_day: date
    timezone: str
    length: timedelta
    now: datetime
    day_start: timedelta = DAY_START
    hours: Hours = Hours.USUAL
    semesters: Semesters = NO_SEMESTERS
    off: tuple[TimeOff, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """Return the seven days."""
        return tuple(self.first_day + timedelta(days=number) for number in range(7))

    @property
    def begins_at(self) -> datetime:
        """Return the first instant."""
        return midnight(self.first_day, self.timezone)

    @property
    def ends_at(self) -> datetime:
        """Return the last instant."""
        return midnight(self.first_day + WEEK, self.timezone) - timedelta.resolution

    def holds(self, instant: datetime) -> bool:
        """Return whether an instant lies in this week."""
        return self.place_of(instant)[0] in self.days

    def is_off(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Return whether the coach is off at any moment of this time."""
        return find(self.off, starts_at, ends_at) is not None

    def place_of(self, instant: datetime) -> tuple[date, timedelta]:
        """Return the day of an instant, and how far into it the clock stands."""
        there = to_local(instant, self.timezone)
        return there.date(), timedelta(hours=there.hour, minutes=there.minute)


def list_bands(frame: Frame, times: Collection[timedelta]) -> list[timedelta]:
    """Return the starts of the bands: the usual hours, on to wherever a slot stands, and the other hours if shown."""
    length, starts = frame.length, [frame.day_start]
    shows_earlier, shows_later = (frame.hours in (part, Hours.ALL) for part in (Hours.EARLIER, Hours.LATER))
    while (shows_earlier and starts[0] >= length) or any(time < starts[0] for time in times):
        starts.insert(0, max(MIDNIGHT, starts[0] - length))
    while (following := starts[-1] + length) < DAY:
        is_usual = following + length <= frame.day_start + USUAL_HOURS
        if not (is_usual or shows_later or any(time >= following for time in times)):
            break
        starts.append(following)
    return starts
