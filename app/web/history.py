"""A coach's past calls: a table with filters, and the same as a file."""

import csv
from collections.abc import Iterator
from io import StringIO

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app import formats
from app.domain.limits import EXPORT
from app.domain.references import reference_of
from app.domain.text import safe_cell
from app.services import call_views, students
from app.services.call_shapes import CallFilter, CallView, Reader
from app.web.access import Access, allow, reader, viewer
from app.web.addresses import short_address
from app.web.forms.history import HistoryForm
from app.web.pace import read_at_most
from app.web.responses import page

bp = Blueprint("history", __name__)

PAGE = 500
CELLS = (
    "reference", "date", "start", "end", "timezone", "student", "status", "satisfaction", "private_note",
    "shared_note", "student_note", "place", "rating",
)  # fmt: skip


@bp.get("/history")
@allow(Access.COACH)
def index() -> ResponseReturnValue:
    """Show the past calls that the filters keep, latest first."""
    here = reader()
    form = _form(here)
    is_read = form.validate()
    where = form.where(viewer().id)
    found = call_views.list_calls(where, here, cursor=request.args.get("after"), latest_first=True)
    count = call_views.count(where, here)
    asked = {name: value for name, value in request.args.items() if value and name != "after"}
    return page(
        "history/index.html", fragment="history_list", status=200 if is_read else 422, shows_at=short_address(),
        form=form, calls=found, count=count, asked=asked, announce=ngettext("%(num)s call", "%(num)s calls", count),
    )  # fmt: skip


@bp.get("/history.csv")
@allow(Access.COACH)
@read_at_most(EXPORT)
def export() -> ResponseReturnValue:
    """Give the past calls that the filters keep as a file for a spreadsheet, oldest first."""
    here = reader()
    form = _form(here)
    form.validate()
    lines = _lines(form.where(viewer().id), here)
    name = gettext("calls")
    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response("".join(lines), mimetype="text/csv", headers=disposition)


def _form(here: Reader) -> HistoryForm:
    form = HistoryForm(request.args)
    form.offer(students.list_names(here))
    return form


def _lines(where: CallFilter, here: Reader) -> Iterator[str]:
    yield _line(CELLS)
    cursor = None
    while True:
        found = call_views.list_calls(where, here, cursor=cursor, limit=PAGE)
        for call in found.items:
            yield _line(_cells(call))
        cursor = found.next_cursor
        if cursor is None:
            return


def _line(cells: tuple[object, ...]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return line.getvalue()


def _cells(call: CallView) -> tuple[object, ...]:
    start, end = formats.local(call.starts_at), formats.local(call.ends_at)
    feedback = call.feedback
    return (
        reference_of(call.id), f"{start:%Y-%m-%d}", f"{start:%H:%M}", f"{end:%H:%M}", formats.zone(),
        call.student.name, call.status.value, feedback.satisfaction if feedback else "",
        feedback.private_note if feedback else "", feedback.shared_note if feedback else "", call.note, call.place,
        call.review.rating if call.review else "",
    )  # fmt: skip
