"""A student's own hours: how many, month by month, and with whom."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.clock import utc_now
from app.services import student_hours
from app.services.student_hours import StudentHours
from app.web import figure_plots, figure_tables, figure_words
from app.web.access import Access, allow, viewer
from app.web.figures import Figure
from app.web.responses import page

bp = Blueprint("hours", __name__)


@bp.get("/calls/hours")
@allow(Access.SIGNED_IN)
def index() -> ResponseReturnValue:
    """Show the hours of the person's calls as a student."""
    me = viewer()
    found = student_hours.read(me.id, timezone=me.timezone, now=utc_now())
    lines = [(line, figure_words.hours(line.lasting)) for line in found.coaches]
    return page("calls/hours.html", hours=found, lines=lines, figure=_figure(found) if found.lasting else None)


def _figure(found: StudentHours) -> Figure:
    return Figure(
        "by-month", gettext("Hours by month"),
        figure_words.tell_hours(found.months, is_month=True),
        figure_tables.hours_by_week(found.months, is_month=True),
        figure_plots.hours_by_week(found.months, is_month=True),
    )  # fmt: skip
