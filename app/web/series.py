"""The same slot every week: shown date by date first, then published."""

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.domain.clock import utc_now
from app.domain.errors import Invalid
from app.domain.limits import WEEK_PERSON
from app.services import series
from app.web import week_pages
from app.web.access import Access, actor, allow, policy, viewer
from app.web.forms.slots import SeriesForm
from app.web.forms.submission import refuse, submit
from app.web.pace import at_most
from app.web.responses import done, page, redirect_to

bp = Blueprint("series", __name__)


@bp.get("/schedule/series")
@allow(Access.COACH)
def new() -> ResponseReturnValue:
    """Ask for weekdays, a time and the days between which they come."""
    return _show(SeriesForm(formdata=None))


@bp.post("/schedule/series")
@allow(Access.COACH)
def publish() -> ResponseReturnValue:
    """Show what a weekly series would publish, date by date; publish it when the coach has seen that."""
    form = SeriesForm()
    if not form.validate_on_submit():
        return _show(form, 422)
    try:
        pattern = form.pattern()
        wanted: dict[str, Any] = {
            "actor": actor(),
            "coach_id": viewer().id,
            "pattern": pattern,
            "timezone": viewer().timezone,
        }
        if "publish" not in request.form:
            return _show(form, report=series.preview(**wanted, policy=policy(), now=utc_now()))
    except Invalid as error:
        return _show(form, refuse(form, error))
    published = submit(
        form,
        at_most(
            WEEK_PERSON,
            lambda: series.publish(**wanted, place=form.place.data, key=form.key.data, policy=policy(), now=utc_now()),
        ),
    )
    if published.result is None:
        return _show(form, published.status)
    count = len(published.result.slot_ids)
    done(ngettext("%(num)s slot is published.", "%(num)s slots are published.", count))
    return redirect_to("schedule.index", week=week_pages.name_of(pattern.first_on))


def _show(form: SeriesForm, status: int = 200, **context: Any) -> ResponseReturnValue:
    return page("schedule/series.html", status=status, form=form, **context)
