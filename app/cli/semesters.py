"""`flask semesters`: the days within which slots are published."""

from datetime import date

import click
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli.acting import administrator, policy
from app.cli.commands import Group, dry_run_option, limit_option, option, rehearsal_option
from app.cli.inputs import Day
from app.cli.output import Column, say, show_list
from app.db import transact
from app.domain.clock import utc_now
from app.domain.semesters import Semester
from app.services import semesters as service

semesters = Group("semesters", help=_l("The days within which slots are published, where any are defined."))

COLUMNS = (
    Column(_l("ID"), lambda semester: semester["id"], is_whole=True, is_number=True),
    Column(_l("Name"), lambda semester: semester["name"]),
    Column(_l("From"), lambda semester: semester["from"], is_whole=True),
    Column(_l("To"), lambda semester: semester["to"], is_whole=True),
    Column(_l("Slots"), lambda semester: semester["slots"], rank=1, is_whole=True, is_number=True),
)


@semesters.verb(
    "add",
    "add 'Spring 2027' --from 2027-03-01 --to 2027-06-30",
    help=_l(
        "Define a semester. As soon as there is one, slots are published only within semesters; "
        "those published before stay."
    ),
)
@click.argument("name")
@option("--from", "first", type=Day(), required=True, help=_l("First day, in the programme's zone."))
@option("--to", "until", type=Day(), required=True, help=_l("Last day, in the programme's zone."))
@rehearsal_option
def add(*, name: str, first: date, until: date) -> None:
    """Define a semester."""
    actor, now = administrator(), utc_now()
    number = transact(lambda: service.add(actor=actor, name=name, first_day=first, last_day=until, now=now))
    made = service.get(name)
    say(gettext("Semester %(number)s added: %(what)s", number=number, what=sentence(made)), **facts(made))


@semesters.verb("list", "list", "list --json", help=_l("List semesters by their days, with the slots within each."))
@limit_option
def list_semesters(*, limit: int) -> None:
    """List semesters by their days."""
    rows = [{**facts(line.semester), "slots": line.slots} for line in service.list_semesters(policy())]
    show_list(rows, COLUMNS, limit=limit, empty=gettext("No semesters: slots may be published for any day."))


@semesters.verb(
    "edit",
    "edit 'Spring 2027' --to 2027-07-07",
    "edit 'Spring 2027' --name 'Summer 2027'",
    help=_l("Change a semester's name or days; slots and calls stay as they are."),
)
@click.argument("name")
@option("--name", "new_name", help=_l("Another name."))
@option("--from", "first", type=Day(), help=_l("Another first day."))
@option("--to", "until", type=Day(), help=_l("Another last day."))
@dry_run_option
def edit(*, name: str, new_name: str | None, first: date | None, until: date | None, dry_run: bool) -> None:
    """Change a semester's name or days."""
    actor, now = administrator(), utc_now()
    if new_name is None and first is None and until is None:
        raise click.UsageError(gettext("Say what to change: --name, --from or --to."))
    changed = transact(
        lambda: service.edit(actor=actor, name=name, new_name=new_name, first_day=first, last_day=until, now=now),
    )
    told = gettext("Would become: %(what)s") if dry_run else gettext("Semester changed: %(what)s")
    say(told % {"what": sentence(changed)}, **facts(changed), dry_run=dry_run)


@semesters.verb("remove", "remove 'Spring 2027'", help=_l("Remove a semester; its slots and calls stay."))
@click.argument("name")
@dry_run_option
def remove(*, name: str, dry_run: bool) -> None:
    """Remove a semester."""
    actor, now = administrator(), utc_now()
    removed = transact(lambda: service.remove(actor=actor, name=name, now=now))
    told = gettext("Would remove %(what)s") if dry_run else gettext("Removed %(what)s")
    say(told % {"what": sentence(removed)}, **facts(removed), dry_run=dry_run)


def sentence(semester: Semester) -> str:
    """Write a semester for a sentence."""
    return f"{semester.name} ({formats.date_span(semester.first_day, semester.last_day)})"


def facts(semester: Semester) -> dict[str, object]:
    """Return what is told of a semester."""
    return {
        "id": semester.number,
        "name": semester.name,
        "from": semester.first_day,
        "to": semester.last_day,
    }
