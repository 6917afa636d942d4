"""What the page shows of a coach's week."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from flask.typing import ResponseReturnValue

from app import formats
from app.domain.clock import utc_now
from app.domain.timezones import YEARS, to_local
from app.domain.week import CellState, Frame, Row
from app.services.week_views import Week
from app.web.access import policy, viewer
from app.web.forms.slots import PublishForm, WithdrawForm
from app.web.forms.week import WeekForm
from app.web.responses import page

A_DAY = datetime(2000, 1, 1, tzinfo=UTC)
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


def monday(name: str | None) -> date:
    """Return the first day of an ISO week like 2026-W48; of this week for what names none of our YEARS."""
    try:
        first_day = datetime.strptime(f"{name}-1", "%G-W%V-%u").date()  # noqa: DTZ007  # a date has no zone
    except ValueError:
        return monday_of(utc_now())
    return first_day if first_day.year in YEARS else monday_of(utc_now())


def monday_of(instant: datetime) -> date:
    """Return the first day of an instant's week, on the coach's clock."""
    day = to_local(instant, viewer().timezone).date()
    return day - timedelta(days=day.weekday())


def name_of(first_day: date) -> str:
    """Return the name of a week in addresses."""
    return first_day.strftime("%G-W%V")


def frame(first_day: date) -> Frame:
    """Return a week on the coach's clock, now."""
    return Frame(first_day, viewer().timezone, policy().slot_length, utc_now())


def show(
    week: Week,
    *,
    draft: frozenset[datetime] | None = None,
    is_whole_day: bool = False,
    told: Told = Told(),
    status: int = 200,
    publish: PublishForm | None = None,
) -> ResponseReturnValue:
    """Show a week's grid with a draft in it, and what there is to tell."""
    rows = week.rows(draft, is_whole_day=is_whole_day)
    first_day = week.frame.monday
    return page(
        "schedule/index.html",
        fragment="week",
        status=status,
        week=week,
        rows=rows,
        told=told,
        form=WeekForm(
            formdata=None, week=name_of(first_day), version=week.version.write(), hours=is_whole_day and "all"
        ),
        withdraw=WithdrawForm(formdata=None),
        publish=publish or PublishForm(formdata=None),
        is_whole_day=is_whole_day,
        earlier=name_of(first_day - WEEK),
        later=name_of(first_day + WEEK),
        name=name_of(first_day),
        today=to_local(week.frame.now, viewer().timezone).date(),
        missing=[cell.wall_time for row in rows for cell in row.cells if cell.state is CellState.NO_SUCH_TIME],
        band_name=lambda row: band_name(row, week.frame.length),
        short_time=short_time,
        wall_clock=lambda wall_time: formats.clock_time(wall_time.replace(tzinfo=UTC), "UTC"),
    )


def band_name(row: Row, length: timedelta) -> str:
    """Write a band in little space, like "14–16" or "2 PM"."""
    starts, ends = (_brief(formats.clock_time(A_DAY + time, "UTC")) for time in (row.starts, row.starts + length))
    return f"{starts}–{ends}" if re.fullmatch(r"[\d:]+", starts) else starts.replace("\u202f", " ")


def short_time(instant: datetime) -> str:
    """Write the time of day without AM or PM: the band says which."""
    return re.sub(r"^0(?=\d)|[^\d:.]", "", formats.clock_time(instant))


def _brief(time: str) -> str:
    return re.sub(r"^0(?=\d)|:00", "", time)
