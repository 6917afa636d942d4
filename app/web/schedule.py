"""A coach's own schedule: a week as a grid to publish and withdraw slots in, and single slots at other times."""

from dataclasses import replace

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import formats
from app.domain.clock import utc_now
from app.domain.limits import WEEK_PERSON
from app.domain.week_version import WeekVersion
from app.services import slot_views, slots, week_changes, week_views
from app.services.week_views import Week
from app.web import week_pages, week_words
from app.web.access import Access, actor, allow, policy, viewer
from app.web.forms.slots import PublishForm
from app.web.forms.submission import submit
from app.web.forms.week import UndoForm, WeekForm
from app.web.pace import at_most
from app.web.responses import done, has_message, redirect_to, wants_fragment
from app.web.week_pages import Told

bp = Blueprint("schedule", __name__)


@bp.get("/schedule")
@allow(Access.COACH)
def index() -> ResponseReturnValue:
    """Show a week, with the way back from what was just done to it."""
    there = _week(request.args.get("week"), request.args.get("hours"))
    key = request.args.get("done", "")
    change = week_changes.find(actor=actor(), key=key) if key else None
    if change is None:
        return week_pages.show(there)
    words = "" if has_message() else week_words.tell_done(change)
    return week_pages.show(there, told=Told(is_saved=True, undo=key, done=words))


@bp.post("/schedule")
@allow(Access.COACH)
def publish_week() -> ResponseReturnValue:
    """Publish and withdraw until the week is as the coach painted it."""
    form = WeekForm()
    shown = week_pages.frame(form.week.data, form.hours.data)
    published = submit(
        form,
        at_most(WEEK_PERSON, lambda: week_changes.publish(
            actor=actor(), coach_id=viewer().id, frame=shown, wanted=form.wanted, version=form.version.data,
            key=form.key.data, policy=policy(),
        )),
    )  # fmt: skip
    there = week_views.get(viewer().id, shown)
    if published.result is None:
        return _show_unsaved(form, there, published.status)
    change = published.result
    told = Told(
        sentences=week_words.tell_refused(change.refused, there),
        done=week_words.tell_done(change),
        undo=form.key.data if change.added or change.removed else "",
        is_saved=not change.refused,
    )
    if change.refused:
        told = replace(told, problem=gettext("Some times could not be saved"), advice=gettext("All the others are."))
        draft = there.version.open_starts | (change.refused.keys() & form.wanted)
        return week_pages.show(there, draft=draft, told=told, status=422)
    if wants_fragment():
        return week_pages.show(there, told=told)
    done(told.done)
    return redirect_to(
        "schedule.index", week=week_pages.name_of(shown.first_day), hours=shown.hours or None, done=told.undo or None
    )


def _week(name: str | None, hours: str | None = None) -> Week:
    return week_views.get(viewer().id, week_pages.frame(name, hours))


def _show_unsaved(form: WeekForm, there: Week, status: int) -> ResponseReturnValue:
    """Show the week as it has become, with the coach's own choices kept in it."""
    if status != 409:
        told = Told(problem=gettext("This form could not be read"), advice=gettext("Nothing was changed."))
        return week_pages.show(there, told=told, status=status)
    seen = WeekVersion.read(form.version.data)
    draft = seen.rebase(form.wanted, there.version)
    told = Told(
        problem=gettext("This week changed while you were editing"),
        advice=gettext("Nothing of yours is saved yet. Your choices are kept below: look again, then publish."),
        sentences=week_words.tell_lost(draft, there.rows(draft)) | week_words.tell_changes(seen, there),
    )
    return week_pages.show(there, draft=draft, told=told, status=status)


@bp.post("/schedule/copy")
@allow(Access.COACH)
def copy_week() -> ResponseReturnValue:
    """Put last week's times into the draft; nothing is saved."""
    form = WeekForm()
    there = _week(form.week.data, form.hours.data)
    if not form.validate_on_submit():
        return _show_unsaved(form, there, 422)
    copy = week_views.copy_last(viewer().id, there, policy=policy())
    draft = WeekVersion.read(form.version.data).rebase(form.wanted, there.version) | copy.starts
    told = Told(done=week_words.tell_copied(copy, there), is_focused=True)
    return week_pages.show(there, draft=draft, told=told)


@bp.post("/schedule/undo")
@allow(Access.COACH)
def undo_week() -> ResponseReturnValue:
    """Take the last change of a week back."""
    form = UndoForm()
    undone = submit(
        form,
        at_most(
            WEEK_PERSON,
            lambda: week_changes.undo(actor=actor(), coach_id=viewer().id, key=form.key.data, now=utc_now()),
        ),
    )
    there = _week(form.week.data, form.hours.data)
    if undone.result is None:
        return _show_unsaved(form, there, 422)
    told = Told(done=week_words.tell_undone(undone.result, there), is_saved=True, is_focused=True)
    if wants_fragment():
        return week_pages.show(there, told=told)
    done(told.done)
    shown = there.frame
    return redirect_to("schedule.index", week=week_pages.name_of(shown.first_day), hours=shown.hours or None)


@bp.post("/schedule/slots")
@allow(Access.COACH)
def publish() -> ResponseReturnValue:
    """Publish one slot, at whatever time."""
    form = PublishForm()
    published = submit(
        form,
        at_most(WEEK_PERSON, lambda: slots.publish(
            actor=actor(), coach_id=viewer().id, wall_time=form.wall_time, timezone=viewer().timezone,
            place=form.place.data, key=form.key.data, policy=policy(), now=utc_now(),
        )),
    )  # fmt: skip
    if published.result is None:
        return week_pages.show(_week(request.args.get("week")), publish=form, status=published.status)
    slot = slot_views.get(published.result.slot_id)
    done(gettext("Published: %(when)s.", when=formats.span(slot.starts_at, slot.ends_at)))
    if published.result.is_repeated:
        done(gettext("That time comes twice on that day, because the clocks go back. The first one was taken."))
    return redirect_to("schedule.index", week=week_pages.name_at(slot.starts_at))
