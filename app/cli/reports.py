"""`flask reports`: how the programme goes, for a range of days."""

import csv
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import click
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli.acting import policy
from app.cli.commands import Decorator, Group, option
from app.cli.inputs import Day
from app.cli.output import Column, Row, show_list
from app.domain.clock import utc_now
from app.domain.demand import Axis
from app.domain.periods import Period, midnight
from app.domain.text import safe_cell
from app.services import demand as demand_service
from app.services import reports as service

reports = Group("reports", help=_l("How the programme goes, for a range of days."))

USUAL = timedelta(weeks=12)

TOTALS = (
    Column(_l("Calls"), lambda row: row["calls"], is_whole=True, is_number=True),
    Column(_l("Missed"), lambda row: _percent(row["missed_rate"]), is_whole=True, is_number=True, rank=1),
    Column(_l("Hours"), lambda row: f"{row['hours']:g}", is_whole=True, is_number=True),
    Column(_l("Scores"), lambda row: row["scores"], is_whole=True, is_number=True, rank=2),
    Column(_l("Score"), lambda row: _one(row["score_mean"]), is_whole=True, is_number=True),
    Column(_l("Median"), lambda row: _one(row["score_median"]), is_whole=True, is_number=True, rank=4),
    Column(_l("Ratings"), lambda row: row["ratings"], is_whole=True, is_number=True, rank=5),
    Column(_l("Rating"), lambda row: _one(row["rating_mean"]), is_whole=True, is_number=True, rank=3),
    Column(_l("Offered"), lambda row: row["offered"], is_whole=True, is_number=True, rank=2),
    Column(_l("Booked"), lambda row: _percent(row["fill_rate"]), is_whole=True, is_number=True),
)

DEMAND = (
    Column(_l("By"), lambda row: row["axis"].value, is_whole=True),
    Column(_l("What"), lambda row: row["value"] or gettext("any")),
    Column(_l("Empty searches"), lambda row: row["empty_searches"], is_whole=True, is_number=True),
    Column(_l("Lost races"), lambda row: row["lost_races"], is_whole=True, is_number=True),
    Column(_l("Alerts"), lambda row: row["alerts"], is_whole=True, is_number=True),
    Column(_l("Wishes"), lambda row: row["wishes"], is_whole=True, is_number=True),
    Column(_l("Offered"), lambda row: row["offered"], is_whole=True, is_number=True),
    Column(_l("Booked"), lambda row: row["booked"], is_whole=True, is_number=True),
)


def between(work: Any) -> Any:
    """Give a report its range of days and its form."""
    options: tuple[Decorator, ...] = (
        option("--from", "first", type=Day(), help=_l("First day, in the programme's zone; 12 weeks ago if none.")),
        option("--to", "last", type=Day(), help=_l("Last day, in the programme's zone; today if none.")),
        option("--csv", "as_csv", is_flag=True, help=_l("Answer in CSV, for a spreadsheet.")),
    )
    for add in reversed(options):
        work = add(work)
    return work


@reports.verb(
    "coaches",
    "coaches --from 2027-01-01 --to 2027-03-31",
    "coaches --csv > coaches.csv",
    help=_l("List coaches with their calls, hours, scores and booked times. Under 5 scores there is no average."),
)
@between
def coaches(*, first: date | None, last: date | None, as_csv: bool) -> None:
    """List coaches with what their part of the days comes to."""
    found = service.list_coaches(period_of(first, last), now=utc_now())
    rows = [{"id": line.number, "name": line.name, "email": line.email, **line.total.facts()} for line in found]
    _write(rows, (Column(_l("Coach"), lambda row: row["name"]), *TOTALS), as_csv, empty=gettext("No coaches."))


@reports.verb(
    "programme",
    "programme --from 2027-01-01 --to 2027-03-31",
    "programme --json",
    help=_l(
        "List weeks, or months of more than a year, with the calls, hours, scores and booked times of all coaches."
    ),
)
@between
def programme(*, first: date | None, last: date | None, as_csv: bool) -> None:
    """List weeks with what they come to."""
    found = service.list_steps(period_of(first, last), now=utc_now())
    rows = [{"from": line.step.first, "to": line.step.last, **line.total.facts()} for line in found]
    _write(rows, (Column(_l("From"), lambda row: row["from"], is_whole=True), *TOTALS), as_csv, empty="")


@reports.verb(
    "demand",
    "demand",
    "demand --by subject --from 2027-01-01 --csv > demand.csv",
    help=_l(
        "List by weekday, time of day and subject what was wanted in vain (searches that found nothing, slots that "
        "somebody else booked first, alerts and wishes of the waitlist that stand now) and what was offered. Nobody is "
        "named."
    ),
)
@option("--by", "axis", type=click.Choice([axis.value for axis in Axis]), help=_l("Only by this."))
@between
def demand(*, axis: str | None, first: date | None, last: date | None, as_csv: bool) -> None:
    """List what was wanted against what was offered."""
    found = demand_service.list_demand(period_of(first, last), axis=Axis(axis) if axis else None)
    _write([asdict(line) for line in found], DEMAND, as_csv, empty="")


def period_of(first: date | None, last: date | None) -> Period:
    """Return the period of two days in the programme's zone. Raises UsageError if they stand in the wrong order."""
    zone = policy().timezone
    last = last or formats.local(utc_now(), zone).date()
    first = first or last - USUAL + timedelta(days=1)
    if last < first:
        raise click.UsageError(gettext("--to is before --from."))
    return Period(midnight(first, zone), midnight(last + timedelta(days=1), zone), zone)


def _write(rows: Sequence[Row], columns: Sequence[Column], as_csv: bool, *, empty: str) -> None:
    if not as_csv:
        show_list(rows, columns, empty=empty)
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerows([list(rows[0]) if rows else [], *([safe_cell(cell) for cell in row.values()] for row in rows)])


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _one(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
