"""The grid of a week: its bands, and what each cell is."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.policy import FURTHEST_SLOT
from app.domain.slots import SlotStatus
from app.domain.week import DAY_STARTS, CellState, Frame, Hours, WeekSlot, list_bands
from app.domain.week_grid import lay_out
from tests.conftest import NOW

MONDAY, HOUR = date(2027, 3, 1), timedelta(hours=1)
TWO = 2 * HOUR


def at(day, hour, minute=0, month=3):
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


def a_slot(starts_at, status=SlotStatus.OPEN, length=TWO, **given):
    return WeekSlot(1, starts_at, starts_at + length, status, **given)


def bands(*times, length=TWO, start=8, shown=Hours.USUAL):
    """Return the hours at which the bands of a day begin that has slots at these hours."""
    frame = Frame(MONDAY, "UTC", length, NOW, start * HOUR, shown)
    return [band / HOUR for band in list_bands(frame, [time * HOUR for time in times])]


def grid(*slots, draft=(), monday=MONDAY, timezone="UTC", length=TWO, now=NOW, shown=Hours.USUAL):
    """Return the cells by their wall-clock time."""
    rows = lay_out(Frame(monday, timezone, length, now, hours=shown), slots, frozenset(draft))
    return {cell.wall_time.replace(tzinfo=UTC): cell for row in rows for cell in row.cells}


def states(cells, state):
    return {time for time, cell in cells.items() if cell.state is state}


def test_the_usual_day_is_from_8_to_22():
    assert bands() == [8, 10, 12, 14, 16, 18, 20]
    assert bands(length=1.5 * HOUR) == [8, 9.5, 11, 12.5, 14, 15.5, 17, 18.5, 20]


@pytest.mark.parametrize(
    ("times", "first", "last"), [([6], 6, 20), ([5.5], 4, 20), ([21.75], 8, 20), ([22], 8, 22), ([0, 23.5], 0, 22)]
)
def test_the_day_goes_on_to_wherever_a_slot_stands(times, first, last):
    shown = bands(*times)
    assert (shown[0], shown[-1]) == (first, last)


@pytest.mark.parametrize(
    ("start", "last", "count"), [(5, 17, 7), (8.5, 20.5, 7), (10, 22, 7), (10.5, 22.5, 7), (12, 22, 6)]
)
def test_a_coachs_own_day_is_fourteen_hours_and_ends_at_midnight(start, last, count):
    shown = bands(start=start)
    assert (shown[0], shown[-1], len(shown)) == (start, last, count)


def test_earlier_and_later_hours_are_shown_each_by_itself():
    assert bands(shown=Hours.EARLIER) == [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]
    assert bands(shown=Hours.LATER) == [8, 10, 12, 14, 16, 18, 20, 22]
    assert bands(shown=Hours.LATER, start=5) == [5, 7, 9, 11, 13, 15, 17, 19, 21, 23]


@pytest.mark.parametrize("start", [start / HOUR for start in DAY_STARTS])
def test_a_whole_day_has_twelve_bands_that_do_not_overlap(start):
    shown = bands(start=start, shown=Hours.ALL)
    assert shown == [start % 2 + 2 * number for number in range(12)]


@pytest.mark.parametrize(("minutes", "count"), [(480, 3), (50, 29), (15, 96)])
def test_slots_of_any_length_fill_the_whole_day(minutes, count):
    assert len(bands(length=timedelta(minutes=minutes), shown=Hours.ALL)) == count


def test_a_slot_before_the_first_whole_band_has_one_that_begins_at_midnight():
    assert bands(0.25, start=8.5)[:3] == [0, 0.5, 2.5]


@pytest.mark.parametrize("name", ["", "usual", "x" * 9000, None])
def test_what_names_no_hours_means_the_usual_ones(name):
    assert Hours(name) is Hours.USUAL


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
        a_slot(datetime(2027, 2, 28, 23, tzinfo=UTC)), a_slot(at(8, 0)), now=NOW - timedelta(days=9), shown=Hours.ALL
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
    spring = grid(monday=date(2027, 3, 22), timezone="Europe/London", length=HOUR, shown=Hours.ALL)
    assert states(spring, CellState.NO_SUCH_TIME) == {at(28, 1)}
    assert spring[at(28, 2)].starts_at == at(28, 1)
    autumn = grid(monday=date(2027, 10, 25), timezone="Europe/London", length=HOUR, shown=Hours.ALL)
    assert autumn[at(31, 1, month=10)].starts_at == at(31, 0, month=10)


def test_a_slot_in_the_second_of_two_hours_stands_there_too():
    """Case B10."""
    second = a_slot(at(31, 1, month=10), length=HOUR)
    cells = grid(second, monday=date(2027, 10, 25), timezone="Europe/London", length=HOUR, shown=Hours.ALL)
    assert [mark.slot for mark in cells[at(31, 1, month=10)].marks] == [second]


def test_no_time_is_free_beyond_the_furthest():
    monday = date(2029, 2, 26)
    assert monday < (NOW + FURTHEST_SLOT).date() < monday + timedelta(days=7)
    cells = grid(monday=monday)
    assert states(cells, CellState.TOO_FAR)
    assert states(cells, CellState.TOO_FAR) == {time for time in cells if time > NOW + FURTHEST_SLOT}
