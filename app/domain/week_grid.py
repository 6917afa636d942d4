"""Laying a coach's week out: every slot, wish and free time in its cell."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.domain.errors import NoSuchTime, OutsideSemester, SlotInPast, TooFar
from app.domain.slots import check_time, end_of
from app.domain.timezones import to_utc
from app.domain.week import Cell, CellState, Frame, Mark, Row, WeekSlot, list_bands


def lay_out(frame: Frame, slots: Sequence[WeekSlot], draft: Collection[datetime]) -> tuple[Row, ...]:
    """Return the grid of a week with the coach's draft in it: every start that the coach wants open.

    `slots` may hold some of the days around the week: they close what they overlap.
    """
    starts = {*draft, *(slot.starts_at for slot in slots)}
    times = [frame.place_of(instant)[1] for instant in starts if frame.holds(instant)]
    return _Grid(frame, slots, draft, list_bands(frame, times)).rows()


@dataclass(frozen=True, slots=True)
class _Grid:
    frame: Frame
    slots: Sequence[WeekSlot]
    draft: Collection[datetime]
    bands: Sequence[timedelta]

    def rows(self) -> tuple[Row, ...]:
        marks: dict[tuple[date, timedelta], list[Mark]] = {}
        for mark in sorted([*self._slots_of_week(), *self._wishes_between()], key=lambda mark: mark.starts_at):
            day, time = self.frame.place_of(mark.starts_at)
            marks.setdefault((day, self.bands[bisect_right(self.bands, time) - 1]), []).append(mark)
        return tuple(
            Row(band, tuple(self._cell(day, band, marks.get((day, band), [])) for day in self.frame.days))
            for band in self.bands
        )

    def _slots_of_week(self) -> Iterator[Mark]:
        for slot in self.slots:
            if self.frame.holds(slot.starts_at):
                yield Mark(
                    slot.starts_at,
                    slot.ends_at,
                    slot,
                    is_wanted=slot.starts_at in self.draft,
                    is_on_band=self.frame.place_of(slot.starts_at)[1] in self.bands,
                    has_begun=slot.starts_at <= self.frame.now,
                    is_off=self.frame.is_off(slot.starts_at, slot.ends_at),
                )

    def _wishes_between(self) -> Iterator[Mark]:
        """Yield the wanted times that no band begins with, like last week's slot at 9:30, copied."""
        for starts_at in self.draft:
            time, ends_at = self.frame.place_of(starts_at)[1], end_of(starts_at, self.frame.length)
            if (
                self.frame.holds(starts_at)
                and time not in self.bands
                and starts_at > self.frame.now
                and not self._find_clash(starts_at, ends_at)
                and not self.frame.is_off(starts_at, ends_at)
            ):
                yield Mark(starts_at, ends_at, None, is_wanted=True, is_on_band=False, has_begun=False)

    def _cell(self, day: date, band: timedelta, marks: Sequence[Mark]) -> Cell:
        wall_time = datetime(day.year, day.month, day.day) + band  # noqa: DTZ001  # a wall clock
        if marks:
            return Cell(wall_time, CellState.TAKEN, marks=tuple(marks))
        try:
            starts_at = to_utc(wall_time, self.frame.timezone).instant
        except NoSuchTime:
            return Cell(wall_time, CellState.NO_SUCH_TIME)
        ends_at = end_of(starts_at, self.frame.length)
        clash = self._find_clash(starts_at, ends_at)
        state = self._state(starts_at, ends_at, clash)
        if state is not CellState.FREE:
            return Cell(wall_time, state, starts_at, ends_at, clash=clash)
        mark = Mark(starts_at, ends_at, None, starts_at in self.draft, is_on_band=True, has_begun=False)
        return Cell(wall_time, state, starts_at, ends_at, (mark,))

    def _state(self, starts_at: datetime, ends_at: datetime, clash: WeekSlot | None) -> CellState:
        try:
            check_time(starts_at, ends_at, semesters=self.frame.semesters, now=self.frame.now)
        except SlotInPast:
            return CellState.PAST
        except TooFar:
            return CellState.TOO_FAR
        except OutsideSemester:
            return CellState.OUTSIDE_SEMESTER
        if self.frame.is_off(starts_at, ends_at):
            return CellState.TIME_OFF
        return CellState.OVERLAP if clash else CellState.FREE

    def _find_clash(self, starts_at: datetime, ends_at: datetime) -> WeekSlot | None:
        return next((slot for slot in self.slots if slot.starts_at < ends_at and slot.ends_at > starts_at), None)
