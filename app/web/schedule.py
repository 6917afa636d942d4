"""A coach's own schedule: publish slots, one or a weekly series, and withdraw them."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app import formats
from app.domain.clock import utc_now
from app.domain.errors import Invalid
from app.domain.timezones import to_local, to_utc_forward
from app.services import series, slot_views, slots
from app.web.access import Access, actor, allow, policy, viewer
from app.web.forms.slots import PublishForm, SeriesForm, WithdrawForm
from app.web.forms.submission import refuse, submit
from app.web.responses import done, page, redirect_to, wants_fragment

bp = Blueprint("schedule", __name__)


def _monday(week: str | None) -> date:
    """Return the first day of an ISO week like 2026-W48; of this week for none, and for what is no week."""
    try:
        return datetime.strptime(f"{week}-1", "%G-W%V-%u").date()  # noqa: DTZ007  # a date has no zone
    except ValueError:
        today = to_local(utc_now(), viewer().timezone).date()
        return today - timedelta(days=today.weekday())


def _week(monday: date) -> dict[str, Any]:
    """Return what the page shows of one week of the coach's."""
    first, last = (
        to_utc_forward(datetime.combine(day, time()), viewer().timezone) for day in (monday, monday + timedelta(days=7))
    )
    return {
        "slots": slot_views.list_for_coach(viewer().id, from_at=first, to_at=last),
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "earlier": _name(monday - timedelta(days=7)),
        "week": _name(monday),
        "later": _name(monday + timedelta(days=7)),
        "withdraw": WithdrawForm(),
        "now": utc_now(),
    }


def _name(monday: date) -> str:
    return monday.strftime("%G-W%V")


def _show(status: int = 200, **context: Any) -> ResponseReturnValue:
    week = _week(_monday(request.args.get("week")))
    shown = {"publish": PublishForm(formdata=None), "series": SeriesForm(formdata=None), **week, **context}
    return page("schedule/index.html", status=status, **shown)


@bp.get("/schedule")
@allow(Access.COACH)
def index() -> ResponseReturnValue:
    """Show a week of the coach's slots and the forms to publish more."""
    return _show()


@bp.post("/schedule/slots")
@allow(Access.COACH)
def publish() -> ResponseReturnValue:
    """Publish one slot."""
    form = PublishForm()
    published = submit(
        form,
        lambda: slots.publish(
            actor=actor(), coach_id=viewer().id, wall_time=form.wall_time, timezone=viewer().timezone,
            place=form.place.data, key=form.key.data, policy=policy(), now=utc_now(),
        ),
    )  # fmt: skip
    if published.result is None:
        return _show(published.status, publish=form)
    slot = slot_views.get(published.result.slot_id)
    done(gettext("Published: %(when)s.", when=formats.span(slot.starts_at, slot.ends_at)))
    if published.result.is_repeated:
        done(gettext("That time comes twice on that day, because the clocks go back. The first one was taken."))
    return redirect_to("schedule.index", week=_name(_monday_of(slot.starts_at)))


@bp.post("/schedule/series")
@allow(Access.COACH)
def publish_series() -> ResponseReturnValue:
    """Show what a weekly series would publish, date by date; publish it when the coach has seen that."""
    form = SeriesForm()
    if not form.validate_on_submit():
        return _show(422, series=form)
    try:
        pattern = form.pattern()
        wanted: dict[str, Any] = {
            "actor": actor(),
            "coach_id": viewer().id,
            "pattern": pattern,
            "timezone": viewer().timezone,
        }
        if "publish" not in request.form:
            report = series.preview(**wanted, policy=policy(), now=utc_now())
            return _show(series=form, report=report)
    except Invalid as error:
        return _show(refuse(form, error), series=form)
    published = submit(
        form,
        lambda: series.publish(**wanted, place=form.place.data, key=form.key.data, policy=policy(), now=utc_now()),
    )
    if published.result is None:
        return _show(published.status, series=form)
    count = len(published.result.slot_ids)
    done(ngettext("%(num)s slot is published.", "%(num)s slots are published.", count))
    return redirect_to("schedule.index", week=_name(_monday(pattern.first_on.strftime("%G-W%V"))))


@bp.post("/slots/<number:slot_id>/withdraw")
@allow(Access.COACH)
def withdraw(slot_id: int) -> ResponseReturnValue:
    """Take an open slot back."""
    form = WithdrawForm()
    submit(form, lambda: slots.withdraw(actor=actor(), slot_id=slot_id, key=form.key.data, now=utc_now()))
    slot = slot_views.get(slot_id)
    done(gettext("Withdrawn: %(when)s.", when=formats.span(slot.starts_at, slot.ends_at)))
    if wants_fragment():
        return page("schedule/index.html", fragment="week_list", **_week(_monday_of(slot.starts_at)))
    return redirect_to("schedule.index", week=_name(_monday_of(slot.starts_at)))


def _monday_of(instant: datetime) -> date:
    day = to_local(instant, viewer().timezone).date()
    return day - timedelta(days=day.weekday())
