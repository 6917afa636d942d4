"""The grid of a week: its bands, and what each cell is."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.policy import FURTHEST_SLOT
from app.domain.slots import SlotStatus
from app.domain.week import CellState, Frame, WeekSlot, list_bands
from app.domain.week_grid import lay_out
from tests.conftest import NOW

MONDAY, HOUR = date(2027, 3, 1), timedelta(hours=1)
TWO = 2 * HOUR


def hours(bands):
    return [band / HOUR for band in bands]


def at(day, hour, minute=0, month=3):
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


def a_slot(starts_at, status=SlotStatus.OPEN, length=TWO, **given):
    return WeekSlot(1, starts_at, starts_at + length, status, **given)


def grid(*slots, draft=(), monday=MONDAY, timezone="UTC", length=TWO, now=NOW, whole=False):
    """Return the cells by their wall-clock time."""
    rows = lay_out(Frame(monday, timezone, length, now), slots, frozenset(draft), is_whole_day=whole)
    return {cell.wall_time.replace(tzinfo=UTC): cell for row in rows for cell in row.cells}


def states(cells, state):
    return {time for time, cell in cells.items() if cell.state is state}


def test_the_usual_day_is_from_8_to_22():
    assert hours(list_bands(TWO, [])) == [8, 10, 12, 14, 16, 18, 20]
    assert hours(list_bands(timedelta(minutes=90), [])) == [8, 9.5, 11, 12.5, 14, 15.5, 17, 18.5, 20]


@pytest.mark.parametrize(
    ("times", "first", "last"), [([6], 6, 20), ([5.5], 4, 20), ([21.75], 8, 20), ([22], 8, 22), ([0, 23.5], 0, 22)]
)
def test_the_day_goes_on_to_wherever_a_slot_stands(times, first, last):
    bands = hours(list_bands(TWO, [time * HOUR for time in times]))
    assert (bands[0], bands[-1]) == (first, last)


@pytest.mark.parametrize(("minutes", "count"), [(120, 12), (480, 3), (50, 30), (15, 96)])
def test_the_whole_day_is_midnight_to_midnight(minutes, count):
    bands = list_bands(timedelta(minutes=minutes), [], is_whole_day=True)
    assert len(bands) == count
    assert bands[0] == timedelta(0)
    assert bands == sorted(set(bands))
    assert bands[-1] < timedelta(days=1) <= bands[-1] + timedelta(minutes=minutes)


def test_an_empty_week_is_free_but_for_what_is_past():
    cells = grid(now=at(2, 10))
    assert states(cells, CellState.PAST) == {at(1, hour) for hour in range(8, 22, 2)} | {at(2, 8), at(2, 10)}
    assert len(states(cells, CellState.FREE)) == 49 - 9


def test_a_slot_stands_in_its_cell_and_may_be_unticked():
    cells = grid(a_slot(at(3, 14)), draft=[at(3, 14)])
    [mark] = cells[at(3, 14)].marks
    assert mark.can_change
    assert mark.is_wanted
    assert mark.is_on_band
    assert states(cells, CellState.OVERLAP) == set()


@pytest.mark.parametrize(
    ("status", "starts_at"), [(SlotStatus.BOOKED, at(3, 14)), (SlotStatus.OPEN, at(1, 8)), (SlotStatus.OPEN, NOW)]
)
def test_booked_and_begun_slots_cannot_be_unticked(status, starts_at):
    marks = [mark for cell in grid(a_slot(starts_at, status)).values() for mark in cell.marks if mark.slot]
    assert [mark.can_change for mark in marks] == [False]


def test_a_slot_between_the_bands_stands_where_it_starts_and_closes_what_it_overlaps():
    slot = a_slot(at(3, 9, 30))
    cells = grid(slot)
    assert [mark.is_on_band for mark in cells[at(3, 8)].marks] == [False]
    assert states(cells, CellState.OVERLAP) == {at(3, 10)}
    assert cells[at(3, 10)].clash is slot


def test_the_days_around_close_what_they_reach_into():
    cells = grid(
        a_slot(datetime(2027, 2, 28, 23, tzinfo=UTC)), a_slot(at(8, 0)), now=NOW - timedelta(days=9), whole=True
    )
    assert states(cells, CellState.OVERLAP) == {at(1, 0)}
    assert states(cells, CellState.TAKEN) == set()


def test_slots_of_another_length_share_a_cell():
    cells = grid(a_slot(at(3, 14), length=HOUR), a_slot(at(3, 15), length=HOUR))
    assert [mark.starts_at for mark in cells[at(3, 14)].marks] == [at(3, 14), at(3, 15)]


def test_a_wish_between_the_bands_is_shown_while_it_can_come_true():
    cells = grid(a_slot(at(3, 14)), draft=[at(4, 9, 30), at(3, 15), at(1, 8, 30), at(5, 6)])
    assert [mark.starts_at for mark in cells[at(4, 8)].marks] == [at(4, 9, 30)]
    assert cells[at(1, 8)].marks == ()
    assert cells[at(5, 6)].marks[0].is_wanted
    assert len(cells[at(3, 14)].marks) == 1


def test_the_missing_hour_is_closed_and_the_repeated_one_is_the_first():
    """Case B10."""
    spring = grid(monday=date(2027, 3, 22), timezone="Europe/London", length=HOUR, whole=True)
    assert states(spring, CellState.NO_SUCH_TIME) == {at(28, 1)}
    assert spring[at(28, 2)].starts_at == at(28, 1)
    autumn = grid(monday=date(2027, 10, 25), timezone="Europe/London", length=HOUR, whole=True)
    assert autumn[at(31, 1, month=10)].starts_at == at(31, 0, month=10)


def test_a_slot_in_the_second_of_two_hours_stands_there_too():
    """Case B10."""
    second = a_slot(at(31, 1, month=10), length=HOUR)
    cells = grid(second, monday=date(2027, 10, 25), timezone="Europe/London", length=HOUR, whole=True)
    assert [mark.slot for mark in cells[at(31, 1, month=10)].marks] == [second]


def test_no_time_is_free_beyond_the_furthest():
    monday = date(2029, 2, 26)
    assert monday < (NOW + FURTHEST_SLOT).date() < monday + timedelta(days=7)
    cells = grid(monday=monday)
    assert states(cells, CellState.TOO_FAR)
    assert states(cells, CellState.TOO_FAR) == {time for time in cells if time > NOW + FURTHEST_SLOT}
