"""A coach's own figures: on a page, and as files."""

import csv
from io import StringIO

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.domain.clock import utc_now
from app.domain.limits import EXPORT
from app.domain.periods import Range
from app.formats import weekdays
from app.services import figures as service
from app.services.figures import CoachFigures
from app.web import figures, open_more
from app.web.access import Access, allow, viewer
from app.web.figure_words import headlines, tell_range
from app.web.pace import read_at_most
from app.web.responses import page

bp = Blueprint("dashboard", __name__)


@bp.get("/dashboard")
@allow(Access.COACH)
def index() -> ResponseReturnValue:
    """Show the coach's figures of a range."""
    which, found = _read()
    return page(
        "dashboard/index.html", which=which, ranges=[(each.value, tell_range(each)) for each in Range],
        period=found.period, is_compared=found.before is not None, headlines=headlines(found),
        figures=figures.figures_of(found, open_more=open_more.offer(found)),
    )  # fmt: skip


@bp.get("/dashboard.csv")
@allow(Access.COACH)
@read_at_most(EXPORT)
def export() -> ResponseReturnValue:
    """Give the numbers of one figure as a file for a spreadsheet."""
    which, found = _read()
    shown = figures.figures_of(found)
    figure = next((each for each in shown if each.key == request.args.get("figure")), shown[0])
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([figure.table.columns, *figure.table.rows])
    disposition = f'attachment; filename="{figure.key}-{which.value}.csv"'
    return Response(text.getvalue(), mimetype="text/csv", headers={"Content-Disposition": disposition})


def _read() -> tuple[Range, CoachFigures]:
    asked = request.args.get("range")
    which = Range(asked) if asked in set(Range) else Range.TWELVE_WEEKS
    me = viewer()
    found = service.read_coach(me.id, which, timezone=me.timezone, first_weekday=weekdays()[0], now=utc_now())
    return which, found
