"""A coach's week to look at: its grid, what has changed in it, and last week's times for a copy."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.periods import WEEK, midnight
from app.domain.policy import LONGEST_SLOT, Policy
from app.domain.remote_calendars import BusyTime
from app.domain.series import DateVerdict, SeriesDate
from app.domain.slots import SlotStatus
from app.domain.timezones import to_local
from app.domain.week import Frame, Row, WeekSlot
from app.domain.week_grid import lay_out
from app.domain.week_version import WeekVersion
from app.services import calendar_busy, series, slot_views, time_off_views


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a coach's; `slots` are those that start in it."""

    frame: Frame
    slots: Sequence[WeekSlot]
    around: Sequence[WeekSlot]
    version: WeekVersion
    busy: Sequence[BusyTime] = ()

    def is_busy(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Return whether the coach's own calendar has something at that time."""
        return any(time.starts_at < ends_at and time.ends_at > starts_at for time in self.busy)

    def has_busy_cells(self, rows: Sequence[Row]) -> bool:
        """Return whether any time in the grid that may still be chosen, or is open, is one of those."""
        marks = [mark for row in rows for cell in row.cells for mark in cell.marks]
        return any(mark.can_change and self.is_busy(mark.starts_at, mark.ends_at) for mark in marks)

    def rows(self, draft: frozenset[datetime] | None = None) -> tuple[Row, ...]:
        """Return the grid, with what the coach wants open, or with what is open."""
        wanted = self.version.open_starts if draft is None else draft
        return lay_out(self.frame, self.around, wanted)


@dataclass(frozen=True, slots=True)
class Copy:
    """Last week's times moved to a week: those that can be published, and what keeps the others from it."""

    starts: frozenset[datetime]
    skipped: Sequence[SeriesDate]


def get(coach_id: int, frame: Frame) -> Week:
    """Return a coach's week as it is."""
    first, last = (midnight(day, frame.timezone) for day in (frame.first_day, frame.first_day + WEEK))
    around = [
        WeekSlot(
            slot.id, slot.starts_at, slot.ends_at, slot.status, slot.place, slot.call_id, slot.student_name,
            slot.held_for,
        )
        for slot in slot_views.list_for_coach(
            coach_id, from_at=first - LONGEST_SLOT, to_at=last + LONGEST_SLOT, now=frame.now
        )
    ]  # fmt: skip
    slots = [slot for slot in around if first <= slot.starts_at < last]
    frame = replace(frame, off=time_off_views.list_between(coach_id, first - LONGEST_SLOT, last + LONGEST_SLOT))
    # Open slots of a time off are neither offered nor to be chosen: unticked is not withdrawn.
    there = [slot for slot in slots if slot.call_id or not frame.is_off(slot.starts_at, slot.ends_at)]
    version = WeekVersion.of(there, frame.timezone, now=frame.now)
    return Week(frame, slots, around, version, calendar_busy.list_between(coach_id, first, last + LONGEST_SLOT))


def copy_last(coach_id: int, week: Week, *, policy: Policy) -> Copy:
    """Return last week's times in this week; what is open there already is no part of it."""
    frame = week.frame
    last = get(coach_id, replace(frame, first_day=frame.first_day - WEEK))
    wall_times = [to_local(slot.starts_at, frame.timezone).replace(tzinfo=None) + WEEK for slot in last.slots]
    verdicts = series.judge(coach_id, wall_times, timezone=frame.timezone, policy=policy, now=frame.now)
    there = {slot.id for slot in week.slots if slot.status is SlotStatus.OPEN}
    return Copy(
        frozenset(one.starts_at for one in verdicts if one.verdict is DateVerdict.PUBLISH and one.starts_at),
        [one for one in verdicts if one.verdict is not DateVerdict.PUBLISH and not _is_there(one, there)],
    )


def _is_there(one: SeriesDate, open_slots: set[int]) -> bool:
    return one.clash is not None and one.clash.starts_at == one.starts_at and one.clash.number in open_slots
