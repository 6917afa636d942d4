"""A week with every kind of cell that there is, for the page of components: more than any coach ever has in one."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.domain.holds import HoldReason
from app.domain.remote_calendars import BusyTime
from app.domain.slots import SlotStatus
from app.domain.week import Cell, CellState, Frame, Mark, Row, WeekSlot
from app.domain.week_version import WeekVersion
from app.services.week_views import Week
from app.web import brief_times
from app.web.week_pages import Told, short_time
from app.web.week_words import when

MONDAY, DAYS = date(2027, 3, 22), 7
LENGTH, HALF = timedelta(hours=2), timedelta(minutes=30)
NOW = datetime.combine(MONDAY, time(), UTC)
# By hand, for no week is closed for all of these reasons at once.
OPEN, BOOKED = SlotStatus.OPEN, SlotStatus.BOOKED
CLOSED = (
    CellState.PAST, CellState.TOO_FAR, CellState.OUTSIDE_SEMESTER, CellState.TIME_OFF, CellState.OVERLAP,
    CellState.NO_SUCH_TIME, CellState.PAST,
)  # fmt: skip


def week() -> dict[str, Any]:
    """Return what the grid of a week is given: what may be chosen, what holds a slot, what is closed."""
    frame = Frame(MONDAY, "UTC", LENGTH, NOW)
    busy = _at(0, 4)
    closed = [_closed(day, state) for day, state in enumerate(CLOSED)]
    return {
        "week": Week(frame, (), (), WeekVersion("UTC", {}), (BusyTime(busy, busy + LENGTH),)),
        "rows": [_row(band, cells) for band, cells in enumerate((_to_choose(), _taken(), closed))],
        "today": MONDAY,
        "told": _told(*(_at(*place) for place in ((0, 6), (1, 2), (2, 6)))),
        "band_name": lambda row: brief_times.mark(row.starts, LENGTH),
        "short_time": short_time,
    }


def _told(refused: datetime, booked: datetime, begun: datetime) -> Told:
    changes = {refused: "can no longer be chosen", booked: "booked by Amara Okonkwo", begun: "begun"}
    sentences = {starts_at: f"{when(starts_at)}: {change}" for starts_at, change in changes.items()}
    return Told("The week has changed meanwhile", "Nothing was published.", sentences)


def _to_choose() -> list[Cell]:
    """Return free, chosen, open, to be removed, open and busy, offered to a student, chosen and refused."""
    return [
        _cell(_mark(0, 0)),
        _cell(_mark(0, 1, is_wanted=True)),
        _cell(_mark(0, 2, status=OPEN, is_wanted=True)),
        _cell(_mark(0, 3, status=OPEN)),
        _cell(_mark(0, 4, status=OPEN, is_wanted=True)),
        _cell(_mark(0, 5, status=OPEN, is_wanted=True, held_for=HoldReason.WAITLIST)),
        _cell(_mark(0, 6, is_wanted=True)),
    ]


def _taken() -> list[Cell]:
    """Return booked, booked between bands, booked meanwhile, chosen and open between bands, hidden, begun."""
    return [
        _cell(_mark(1, 0, status=BOOKED, name="Amara Okonkwo")),
        _cell(_mark(1, 1, status=BOOKED, name="Amara Okonkwo", later=HALF)),
        _cell(_mark(1, 2, status=BOOKED, name="Wolfeschlegelsteinhausenbergerdorff")),
        _cell(_mark(1, 3, is_wanted=True, later=HALF)),
        _cell(_mark(1, 4, status=OPEN, is_wanted=True, later=HALF)),
        _cell(_mark(1, 5, status=OPEN, is_off=True)),
        _cell(_mark(1, 6, status=OPEN, has_begun=True)),
    ]


def _closed(day: int, state: CellState) -> Cell:
    starts_at = _at(2, day)
    clash = WeekSlot(day, starts_at - HALF, starts_at - HALF + LENGTH, OPEN)
    if state is CellState.NO_SUCH_TIME:
        return Cell(starts_at.replace(tzinfo=None), state)
    return Cell(starts_at.replace(tzinfo=None), state, starts_at, starts_at + LENGTH, clash=clash)


def _row(band: int, cells: list[Cell]) -> Row:
    return Row(timedelta(hours=8) + band * LENGTH, tuple(cells))


def _at(band: int, day: int) -> datetime:
    return NOW + timedelta(days=day, hours=8) + band * LENGTH


def _cell(mark: Mark) -> Cell:
    return Cell(mark.starts_at.replace(tzinfo=None), CellState.TAKEN, mark.starts_at, mark.ends_at, (mark,))


def _mark(
    band: int,
    day: int,
    *,
    status: SlotStatus | None = None,
    is_wanted: bool = False,
    name: str | None = None,
    later: timedelta = timedelta(0),
    held_for: HoldReason | None = None,
    is_off: bool = False,
    has_begun: bool = False,
) -> Mark:
    starts_at = _at(band, day) + later
    number = band * DAYS + day + 1
    call = number if name else None
    slot = WeekSlot(number, starts_at, starts_at + LENGTH, status, "", call, name, held_for) if status else None
    return Mark(starts_at, starts_at + LENGTH, slot, is_wanted, not later, has_begun, is_off)
