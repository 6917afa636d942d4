"""Taking a slot back; of one that is booked it is asked first what becomes of its call (case A13)."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import formats
from app.domain.clock import utc_now
from app.domain.errors import NotFound, SlotBooked
from app.domain.limits import WEEK_PERSON
from app.domain.time_off import Fate, TimeOff
from app.domain.week import Hours
from app.problems import describe
from app.services import slot_views, time_off_views, week_changes, week_views
from app.services.slot_views import SlotView
from app.web import week_pages
from app.web.access import Access, actor, allow, policy, viewer
from app.web.forms.fates import fates
from app.web.forms.slots import WithdrawForm
from app.web.forms.submission import submit
from app.web.pace import at_most
from app.web.responses import done, page, redirect_to, wants_fragment
from app.web.week_pages import Told

bp = Blueprint("withdrawing", __name__)


@bp.get("/slots/<number:slot_id>/withdraw")
@allow(Access.COACH)
def ask(slot_id: int) -> ResponseReturnValue:
    """Ask what becomes of the call that holds a slot."""
    return _ask(_own(slot_id), WithdrawForm(formdata=None), Told())


@bp.post("/slots/<number:slot_id>/withdraw")
@allow(Access.COACH)
def withdraw(slot_id: int) -> ResponseReturnValue:
    """Take a slot back, and do with the call that holds it what is said of it."""
    form, slot = WithdrawForm(), _own(slot_id)
    try:
        withdrawn = submit(
            form,
            at_most(WEEK_PERSON, lambda: week_changes.withdraw(
                actor=actor(), coach_id=viewer().id, slot_id=slot_id, fates=fates(), reason=form.reason.data,
                key=form.key.data, policy=policy(), now=utc_now(),
            )),
        )  # fmt: skip
    except SlotBooked as error:
        told = Told(describe(error).title, gettext("Nothing was changed. Say below what becomes of the call."))
        return _show_week(slot, told, 409) if wants_fragment() else _ask(slot, form, told, 409)
    if not withdrawn.is_done:
        told = Told(gettext("This form could not be read"), gettext("Nothing was changed."))
        return _show_week(slot, told, 422) if wants_fragment() else _ask(slot, form, told, withdrawn.status)
    if withdrawn.result is None:
        return _tell_withdrawn(slot, form)
    call_id, fate = withdrawn.result
    if fate is Fate.KEEP:
        done(gettext("The call stays booked."))
        return redirect_to("schedule.index", week=week_pages.name_at(slot.starts_at))
    done(gettext("The call is cancelled, and its time withdrawn."))
    return redirect_to("calls.show", call_id=call_id)


def _own(slot_id: int) -> SlotView:
    slot = slot_views.get(slot_id)
    if slot.coach_id != viewer().id:
        raise NotFound(kind="slot", number=slot_id)
    return slot


def _ask(slot: SlotView, form: WithdrawForm, told: Told, status: int = 200) -> ResponseReturnValue:
    """Ask of the call that holds a slot; without one there is nothing to ask, and the week tells."""
    span = TimeOff(slot.starts_at, slot.ends_at, viewer().timezone)
    inside = time_off_views.view_of(viewer().id, span, now=utc_now()).calls
    if inside:
        return page(
            "schedule/withdraw.html", status=status, form=form, slot=slot, call=inside[0], fates=fates(), told=told,
            week=week_pages.name_at(slot.starts_at),
        )  # fmt: skip
    if told.problem:
        return _show_week(slot, told, status)
    return redirect_to("schedule.index", week=week_pages.name_at(slot.starts_at))


def _show_week(slot: SlotView, told: Told, status: int = 200) -> ResponseReturnValue:
    frame = week_pages.frame(week_pages.name_at(slot.starts_at), _hours())
    return week_pages.show(week_views.get(viewer().id, frame), told=told, status=status)


def _tell_withdrawn(slot: SlotView, form: WithdrawForm) -> ResponseReturnValue:
    words = gettext("Withdrawn: %(when)s.", when=formats.span(slot.starts_at, slot.ends_at))
    if wants_fragment():
        return _show_week(slot, Told(done=words, undo=form.key.data, is_focused=True))
    done(words)
    name = week_pages.name_at(slot.starts_at)
    return redirect_to("schedule.index", week=name, hours=_hours() or None, done=form.key.data)


def _hours() -> Hours:
    return Hours(request.args.get("hours", ""))
