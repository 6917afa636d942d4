"""`flask holidays`: days on which weekly rules open nothing."""

from datetime import date, timedelta
from pathlib import Path

import click
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli.acting import administrator, policy
from app.cli.commands import Group, limit_option, option, rehearsal_option
from app.cli.inputs import NUMBER, Day
from app.cli.output import Column, say, show_list
from app.db import transact
from app.domain.clock import utc_now
from app.domain.errors import HolidaysUnreadable
from app.domain.timezones import to_local
from app.integrations import holidays as calendar
from app.services import holidays as service
from app.services.holidays import HolidayLine

holidays = Group("holidays", help=_l("Days on which weekly rules open no slots; what is open or booked stays."))

AHEAD = timedelta(days=2 * 366)

COLUMNS = (
    Column(_l("ID"), lambda row: row["id"], is_whole=True, is_number=True),
    Column(_l("Name"), lambda row: row["name"]),
    Column(_l("From"), lambda row: row["from"], is_whole=True),
    Column(_l("To"), lambda row: row["to"], is_whole=True),
)


@holidays.verb(
    "add",
    "add Easter --from 2027-03-26 --to 2027-03-29",
    "add 'Labour Day' --from 2027-05-01",
    help=_l("Add a holiday."),
)
@click.argument("name")
@option("--from", "first", type=Day(), required=True, help=_l("First day, in the programme's zone."))
@option("--to", "until", type=Day(), help=_l("Last day; the first one if none."))
@rehearsal_option
def add(*, name: str, first: date, until: date | None) -> None:
    """Add a holiday."""
    actor, now = administrator(), utc_now()
    added = transact(lambda: service.add(actor=actor, name=name, first_day=first, last_day=until or first, now=now))
    say(gettext("Holiday %(number)s: %(what)s", number=added.number, what=_sentence(added)), **_facts(added))


@holidays.verb("list", "list", "list --all --json", help=_l("List the holidays from today on, the first in front."))
@option("--all", "is_all", is_flag=True, help=_l("Those that are over as well."))
@limit_option
def list_holidays(*, is_all: bool, limit: int) -> None:
    """List holidays."""
    today = None if is_all else to_local(utc_now(), policy().timezone).date()
    rows = [_facts(line) for line in service.list_holidays(from_day=today, limit=limit)]
    show_list(rows, COLUMNS, limit=limit, empty=gettext("No holidays."))


@holidays.verb("remove", "remove 3", help=_l("Remove a holiday; weekly rules open its days at their next turn."))
@click.argument("number", type=NUMBER)
@rehearsal_option
def remove(*, number: int) -> None:
    """Remove a holiday."""
    actor, now = administrator(), utc_now()
    removed = transact(lambda: service.remove(actor=actor, number=number, now=now))
    say(gettext("Removed %(what)s", what=_sentence(removed)), **_facts(removed))


@holidays.verb(
    "import",
    "import holidays.ics --dry-run",
    help=_l(
        "Add the events of a calendar file (.ics, up to 1 MiB) in the two years from today on, each by the days it "
        "touches. Read again, a file adds only what is new."
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@rehearsal_option
def import_file(*, file: Path) -> None:
    """Add the holidays of a calendar file."""
    actor, now, limits = administrator(), utc_now(), policy()
    found = calendar.read(_read(file), from_at=now, to_at=now + AHEAD, timezone=limits.timezone)
    lines = transact(lambda: service.add_all(actor=actor, holidays=found, policy=limits, now=now))
    new = [line for line, is_new in lines if is_new]
    told = ngettext("%(num)s holiday added", "%(num)s holidays added", len(new))
    there = ngettext("%(num)s was there", "%(num)s were there", len(lines) - len(new))
    listed = "".join(f"\n{_sentence(line)}" for line in new)
    say(f"{told}, {there}.{listed}", added=[_facts(line) for line in new], there=len(lines) - len(new))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(calendar.LARGEST + 1)
    except OSError as error:
        raise HolidaysUnreadable() from error


def _sentence(line: HolidayLine) -> str:
    return f"{line.name} ({formats.date_span(line.first_day, line.last_day)})"


def _facts(line: HolidayLine) -> dict[str, object]:
    return {"id": line.number, "name": line.name, "from": line.first_day, "to": line.last_day}
