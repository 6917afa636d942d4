"""`flask users import`: people from a file, all or none, told row by row."""

import sys
from collections import Counter
from collections.abc import Sequence
from typing import BinaryIO

import click
from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.cli.acting import administrator
from app.cli.commands import dry_run_option, limit_option, option
from app.cli.output import Column, Row, emit, note, show_list, wants_json
from app.cli.refusals import sentence_of
from app.cli.users import users
from app.db import transact
from app.domain import rosters
from app.domain.clock import utc_now
from app.domain.rosters import Entry, Fault
from app.integrations import rosters as files
from app.services import rosters as service
from app.services.rosters import Newcomers, Step, Verdict

LEFT_OUT, REFUSED = 1, 2
# A file that is imported in a moment needs no bar.
LONG = 200

COLUMNS = (
    Column(_l("Line"), lambda row: row["line"], is_whole=True, is_number=True),
    Column(_l("E-mail"), lambda row: row["email"]),
    Column(_l("Name"), lambda row: row["name"], rank=1),
    Column(_l("What happens"), lambda row: _told(row), wraps=True),
)


@users.verb(
    "import",
    "import people.csv --dry-run",
    "import people.csv --invite",
    "import people.csv --keep-going --json",
    help=_l(
        "Make and change accounts from a CSV file (UTF-8; commas, semicolons or tabs) whose first line names its "
        "columns: email, and any of name, role, phone, timezone, locale, subjects. Somebody whose address is known is "
        "changed where a cell says otherwise; an empty cell changes nothing, and a role is given, never taken away. "
        "Others are made, with the address confirmed and without a password. One wrong row refuses the file (exit 2) "
        "unless --keep-going leaves such rows out (exit 1). Run again, it changes nothing."
    ),
)
@click.argument("file", metavar="FILE.csv", type=click.File("rb"))
@option("--keep-going", is_flag=True, help=_l("Import the other rows when some are wrong."))
@option("--invite", is_flag=True, help=_l("Mail those who are new a link to choose their password, good for 14 days."))
@limit_option
@dry_run_option
@click.pass_context
def import_people(
    ctx: click.Context, *, file: BinaryIO, keep_going: bool, invite: bool, limit: int, dry_run: bool
) -> None:
    """Make and change accounts from a file."""
    rows = files.read(file.read(files.LARGEST + 1))
    with click.progressbar(rows, label=gettext("Reading"), file=sys.stderr, hidden=len(rows) < LONG) as read:
        entries, faults = rosters.read_rows(read, phone_region=current_app.config["COACHBOOK"].phone_region)
    steps, faults = _carry_out(entries, faults, goes_on=keep_going, invites=invite, dry_run=dry_run)
    is_refused = bool(faults) and not keep_going
    if wants_json():
        emit(_document(steps, faults, invites=invite, dry_run=dry_run))
    elif not is_refused:
        _show(steps, limit=limit, dry_run=dry_run)
    for fault in faults:
        note(_sentence(fault))
    if faults:
        _tell_left_out(faults, len(rows), is_refused=is_refused)
        ctx.exit(REFUSED if is_refused else LEFT_OUT)


def _carry_out(
    entries: Sequence[Entry], faults: Sequence[Fault], *, goes_on: bool, invites: bool, dry_run: bool
) -> tuple[Sequence[Step], Sequence[Fault]]:
    """Import in one transaction; return what was done and all that is wrong, for which nothing may have been done."""
    actor, now, config = administrator(), utc_now(), current_app.config["COACHBOOK"]
    newcomers = Newcomers(config.programme_timezone, config.default_locale, are_invited=invites)

    def work() -> tuple[Sequence[Step], Sequence[Fault]]:
        steps, refused = service.plan(entries)
        wrong = sorted([*faults, *refused], key=lambda fault: fault.line)
        if wrong and not goes_on:
            return [], wrong
        label, is_short = gettext("Importing"), len(steps) < LONG
        with click.progressbar(length=len(steps), label=label, file=sys.stderr, hidden=is_short) as bar:
            service.carry_out(steps, actor=actor, newcomers=newcomers, now=now, tick=bar.update)
        return steps, wrong

    return transact(work)


def _show(steps: Sequence[Step], *, limit: int, dry_run: bool) -> None:
    """Write who is made and changed, and how many."""
    rows = [_row(step) for step in steps if step.verdict is not Verdict.SAME]
    count = Counter(step.verdict for step in steps)
    if rows:
        show_list(rows, COLUMNS, empty="", limit=limit)
    told = (
        gettext("Would make %(made)s, change %(changed)s and leave %(same)s as they are.")
        if dry_run
        else gettext("Made %(made)s, changed %(changed)s and left %(same)s as they were.")
    )
    click.echo(told % {verdict.value: count[verdict] for verdict in Verdict})


def _tell_left_out(faults: Sequence[Fault], rows: int, *, is_refused: bool) -> None:
    wrong = len({fault.line for fault in faults})
    if is_refused:
        told = gettext("%(wrong)s of %(rows)s rows are wrong, so nothing was imported.", wrong=wrong, rows=rows)
    else:
        told = gettext("%(wrong)s of %(rows)s rows are wrong and were left out.", wrong=wrong, rows=rows)
    note(gettext("Error: %(sentence)s", sentence=told))


def _sentence(fault: Fault) -> str:
    where = gettext("line %(line)s", line=fault.line)
    return f"{where}{fault.column and ', '}{fault.column}: {sentence_of(fault.error)}"


def _document(steps: Sequence[Step], faults: Sequence[Fault], *, invites: bool, dry_run: bool) -> Row:
    count = Counter(step.verdict for step in steps)
    return {
        "dry_run": dry_run,
        **{verdict.value: count[verdict] for verdict in Verdict},
        "invited": count[Verdict.MADE] if invites else 0,
        "left_out": len({fault.line for fault in faults}),
        "people": [_row(step) for step in steps],
        "errors": [
            {
                "line": fault.line,
                "column": fault.column or None,
                "code": fault.error.code,
                "message": sentence_of(fault.error),
            }
            for fault in faults
        ],
    }


def _row(step: Step) -> Row:
    return {
        "line": step.entry.line,
        "email": step.entry.email,
        "name": step.entry.name,
        "result": step.verdict.value,
        "changed": step.changed,
    }


def _told(row: Row) -> str:
    if row["result"] == Verdict.MADE:
        return str(gettext("new"))
    return str(gettext("changed: %(what)s", what=", ".join(row["changed"])))
