"""`flask calls export`: every call of a range of days, for a spreadsheet or another program."""

import csv
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import click
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.cli.acting import reader
from app.cli.calls import calls, facts_of
from app.cli.commands import option
from app.cli.inputs import Day, end_of, start_of
from app.cli.output import emit, note, wants_json
from app.domain.instants import as_json
from app.domain.text import safe_cell
from app.services import call_views
from app.services.call_shapes import CallFilter

PAGE = 500

CELLS = (
    "id", "date", "start", "end", "timezone", "status", "coach", "coach_email", "student", "student_email", "slot_id",
    "place", "note", "starts_at", "ends_at", "booked_at", "moved_at", "move_reason", "cancelled_at", "cancelled_by",
    "cancel_reason", "satisfaction", "shared_note", "private_note",
)  # fmt: skip


@calls.verb(
    "export",
    "export --from 2027-03-01 --to 2027-03-31 > march.csv",
    "export --from 2027-03-01 --to 2027-03-31 --format json",
    help=_l("Write every call of these days, whatever its status, with all reasons, as CSV or JSON."),
)
@option("--from", "first", type=Day(), required=True, help=_l("First day, in the programme's zone."))
@option("--to", "last", type=Day(), required=True, help=_l("Last day, in the programme's zone."))
@option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True, help=_l("The form."))
def export(*, first: date, last: date, form: str) -> None:
    """Write every call of a range of days. Case H3."""
    if last < first:
        raise click.UsageError(gettext("--to is before --from."))
    zone = formats.zone()
    found = _all_calls(CallFilter(from_at=start_of(first, zone), to_at=end_of(last, zone)))
    if form == "json" or wants_json():
        rows = list(found)
        emit(rows)
        count = len(rows)
    else:
        count = _write_csv(found, zone)
    note(gettext("%(count)s calls.", count=count))


def _all_calls(where: CallFilter) -> Iterator[dict[str, Any]]:
    cursor = None
    while True:
        page = call_views.list_calls(where, reader(), cursor=cursor, limit=PAGE)
        yield from facts_of(page.items)
        cursor = page.next_cursor
        if cursor is None:
            return


def _write_csv(found: Iterator[dict[str, Any]], zone: str) -> int:
    writer = csv.DictWriter(sys.stdout, CELLS, lineterminator="\n")
    writer.writeheader()
    count = 0
    for call in found:
        writer.writerow({name: safe_cell(value) for name, value in _cells(call, zone).items()})
        count += 1
    return count


def _cells(call: dict[str, Any], zone: str) -> dict[str, Any]:
    start, end = formats.local(call["starts_at"]), formats.local(call["ends_at"])
    feedback = call["feedback"] or {}
    cells = {
        **{name: call.get(name) for name in CELLS},
        "date": f"{start:%Y-%m-%d}",
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
        "timezone": zone,
        "coach": call["coach"]["name"],
        "coach_email": call["coach"]["email"],
        "student": call["student"]["name"],
        "student_email": call["student"]["email"],
        "slot_id": call["slot"]["id"],
        "place": call["slot"]["place"],
        **{name: feedback.get(name) for name in ("satisfaction", "shared_note", "private_note")},
    }
    return {name: as_json(value) if isinstance(value, datetime) else value for name, value in cells.items()}
