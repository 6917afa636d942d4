"""What the page shows of a coach's week."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask.typing import ResponseReturnValue

from app import formats
from app.domain.clock import utc_now
from app.domain.errors import OutsideSemester
from app.domain.timezones import YEARS, to_local
from app.domain.week import DAY, CellState, Frame, Hours, Row
from app.problems import describe
from app.services import semesters
from app.services.week_views import Week
from app.web import brief_times
from app.web.access import policy, viewer
from app.web.forms.slots import PublishForm, WithdrawForm
from app.web.forms.week import WeekForm
from app.web.responses import page

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer says: what is wrong, with a sentence for each start concerned, or what was done.

    `undo` is the key of the change that can be taken back; `is_saved` tells the browser to forget its draft.
    """

    problem: str = ""
    advice: str = ""
    sentences: Mapping[datetime, str] = field(default_factory=dict)
    done: str = ""
    undo: str = ""
    is_saved: bool = False
    is_focused: bool = False


def name_of(day: date) -> str:
    """Return the name in addresses of the week that a day is in: the ISO week that it shares its Monday with."""
    return (day + _ahead_of_monday()).strftime("%G-W%V")


def name_at(instant: datetime) -> str:
    """Return the name of an instant's week, on the coach's clock."""
    return name_of(to_local(instant, viewer().timezone).date())


def frame(name: str | None, hours: str | None = None) -> Frame:
    """Return the week of this name on the coach's clock, now; this week for what names none of our YEARS."""
    now = utc_now()
    monday = _monday(name)
    first_day = monday - _ahead_of_monday() if monday and monday.year in YEARS else this_week(now)
    return Frame(
        first_day,
        viewer().timezone,
        policy().slot_length,
        now,
        viewer().day_start,
        Hours(hours or ""),
        semesters.load(policy()),
    )


def this_week(now: datetime) -> date:
    """Return the first day of the week that is running on the coach's clock."""
    today = to_local(now, viewer().timezone).date()
    return today - timedelta(days=(today + _ahead_of_monday()).weekday())


def _monday(name: str | None) -> date | None:
    try:
        return datetime.strptime(f"{name}-1", "%G-W%V-%u").date()  # noqa: DTZ007  # a date has no zone
    except ValueError:
        return None


def _ahead_of_monday() -> timedelta:
    """Return how long before its Monday the coach's week starts."""
    return timedelta(days=formats.weekdays().index(1))


def show(
    week: Week,
    *,
    draft: frozenset[datetime] | None = None,
    told: Told = Told(),
    status: int = 200,
    publish: PublishForm | None = None,
) -> ResponseReturnValue:
    """Show a week's grid with a draft in it, and what there is to tell."""
    rows = week.rows(draft)
    first_day, hours = week.frame.first_day, week.frame.hours
    return page(
        "schedule/index.html",
        fragment="week",
        status=status,
        week=week,
        rows=rows,
        told=told,
        form=WeekForm(formdata=None, week=name_of(first_day), version=week.version.write(), hours=hours),
        withdraw=WithdrawForm(formdata=None),
        publish=publish or PublishForm(formdata=None),
        last_week=name_of(first_day - WEEK),
        next_week=name_of(first_day + WEEK),
        # Which hours to ask for to see more of the day, where there is more.
        earlier=_with(Hours.EARLIER, hours) if rows[0].starts >= week.frame.length else None,
        later=_with(Hours.LATER, hours) if rows[-1].starts + week.frame.length < DAY else None,
        name=name_of(first_day),
        today=to_local(week.frame.now, viewer().timezone).date(),
        outside=_tell_outside(week, rows),
        missing=[cell.wall_time for row in rows for cell in row.cells if cell.state is CellState.NO_SUCH_TIME],
        band_name=lambda row: brief_times.mark(row.starts, week.frame.length),
        short_time=short_time,
    )


def _tell_outside(week: Week, rows: Sequence[Row]) -> str:
    """Return when slots are published, for a week of which a part lies outside the semesters."""
    instants = [
        (cell.starts_at, cell.ends_at)
        for row in rows
        for cell in row.cells
        if cell.state is CellState.OUTSIDE_SEMESTER and cell.starts_at and cell.ends_at
    ]
    try:
        for starts_at, ends_at in instants[:1]:
            week.frame.semesters.check_holds(starts_at, ends_at)
    except OutsideSemester as error:
        return describe(error).advice
    return ""


def _with(more: Hours, shown: Hours) -> Hours:
    return more if shown in (more, Hours.USUAL) else Hours.ALL


def short_time(instant: datetime) -> str:
    """Write the time of day without AM or PM: the band says which."""
    return re.sub(r"^0(?=\d)|[^\d:.]", "", formats.clock_time(instant))
