"""A person's calls: lists, one call as a receipt, cancel and undo, move."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import formats
from app.domain.calendar_events import google_link, outlook_link
from app.domain.calls import CallStatus
from app.domain.clock import utc_now
from app.domain.errors import Conflict, DomainError, OtherCoach, RateLimited
from app.domain.limits import CALLS_PERSON
from app.domain.requests import RequestState
from app.mails import calendars
from app.services import bookability, call_views, cancelling, deliveries, holds, moving, next_steps, slot_views
from app.services.bookability import Booking
from app.services.call_shapes import CallList, CallView
from app.services.holds import HeldSlot
from app.services.paging import last_before
from app.services.slot_views import SlotFilter
from app.web import delivery_words
from app.web.access import Access, actor, allow, policy, reader, viewer
from app.web.addresses import row_number
from app.web.call_pages import changeable, problem_of, told
from app.web.forms.calls import CancelForm, CoachCancelForm, ConfirmForm, MoveForm, RestoreForm
from app.web.forms.submission import submit
from app.web.pace import at_most
from app.web.refused import problems_of
from app.web.responses import done, is_swap, page, redirect_to

bp = Blueprint("calls", __name__)


@bp.get("/calls")
@allow(Access.SIGNED_IN)
def index() -> ResponseReturnValue:
    """List the person's calls: upcoming, past or cancelled."""
    view = request.args.get("view")
    which = CallList(view) if view in set(CallList) else CallList.UPCOMING
    cursor = request.args.get("after")
    return page(
        "calls/index.html",
        fragment="call_list",
        calls=call_views.list_own(which, reader(), cursor=cursor),
        which=which,
        is_more=cursor is not None and is_swap(),
        last_before=last_before(cursor) or utc_now(),
        answer=ConfirmForm(formdata=None),
    )


@bp.get("/calls/<number:call_id>")
@allow(Access.SIGNED_IN)
def show(call_id: int) -> ResponseReturnValue:
    """Show one call to its coach or its student."""
    call = call_views.get(call_id, reader())
    names = {
        party.id: gettext("you") if party.id == viewer().id else party.name for party in (call.coach, call.student)
    }
    mails = delivery_words.lines(deliveries.list_of(call, policy=policy()), names)
    held = _held(call)
    return page(
        "calls/show.html", is_new="new" in request.args, mails=mails, held=held,
        refused=problems_of(slot.slot_id for slot in held),
        steps=next_steps.list_for_call(call, reader()), **_calendar_links(call), **told(call),
    )  # fmt: skip


def _calendar_links(call: CallView) -> dict[str, Any]:
    event = calendars.event_of(call, reader_id=viewer().id)
    return {"google": google_link(event, formats.zone()), "outlook": outlook_link(event)}


def _held(call: CallView) -> Sequence[HeldSlot]:
    """Return what is held for the reader instead of a call that its coach has cancelled."""
    if call.status is not CallStatus.CANCELLED or call.student.id != viewer().id:
        return ()
    return holds.list_for_student(call.student.id, call_id=call.id, now=utc_now())


@bp.get("/calls/<number:call_id>/cancel")
@allow(Access.SIGNED_IN)
def ask_cancel(call_id: int) -> ResponseReturnValue:
    """Say what cancelling means, and ask for a reason."""
    call = changeable(call_id)
    return page("calls/cancel.html", form=_cancel_form(call)(version=call.version), **told(call))


@bp.post("/calls/<number:call_id>/cancel")
@allow(Access.SIGNED_IN)
def cancel(call_id: int) -> ResponseReturnValue:
    """Cancel the call."""
    form = _cancel_form(call_views.get(call_id, reader()))()
    cancelled = submit(
        form,
        at_most(CALLS_PERSON, lambda: cancelling.cancel(
            actor=actor(), call_id=call_id, reason=form.reason.data, version=form.version.data,
            offers="offers" in form.data and form.offers.data, key=form.key.data, policy=policy(), now=utc_now(),
        )),
    )  # fmt: skip
    call = call_views.get(call_id, reader())
    if not cancelled.is_done:
        return page("calls/cancel.html", status=cancelled.status, form=form, **told(call))
    is_request = call.request not in (None, RequestState.CONFIRMED)
    done(gettext("The request is taken back.") if is_request else gettext("The call is cancelled."))
    return redirect_to("calls.show", call_id=call_id)


def _cancel_form(call: CallView) -> type[CancelForm]:
    return CoachCancelForm if call.coach.id == viewer().id else CancelForm


@bp.post("/calls/<number:call_id>/restore")
@allow(Access.SIGNED_IN)
def restore(call_id: int) -> ResponseReturnValue:
    """Undo the cancellation, and show the call that brings this one back."""
    form = RestoreForm()
    call = call_views.get(call_id, reader())
    try:
        restored = submit(
            form,
            at_most(
                CALLS_PERSON,
                lambda: cancelling.restore(
                    actor=actor(), call_id=call_id, key=form.key.data, policy=policy(), now=utc_now()
                ),
            ),
        )
    except DomainError as error:
        if call.student.id == viewer().id or isinstance(error, RateLimited):
            raise  # with other times to book instead, or when to try again
        problem = problem_of(error, call)
        return page("errors/problem.html", status=problem.status, problem=problem)
    is_request = call.request not in (None, RequestState.CONFIRMED)
    words = gettext("Undone. The request waits for an answer again.")
    done(words if is_request else gettext("Undone. The call takes place as before."))
    return redirect_to("calls.show", call_id=restored.result)


@bp.get("/calls/<number:call_id>/move")
@allow(Access.SIGNED_IN)
def ask_move(call_id: int) -> ResponseReturnValue:
    """Offer the coach's other open slots; once one is chosen, ask whether to move there."""
    call = changeable(call_id)
    slot_id = row_number("to")
    return _offer(call) if slot_id is None else _ask_move(call, slot_id)


@bp.post("/calls/<number:call_id>/move")
@allow(Access.SIGNED_IN)
def move(call_id: int) -> ResponseReturnValue:
    """Move the call to the chosen slot; `look` only asks, with the reason written before another one had gone."""
    form = MoveForm()
    if "look" in request.form and form.validate():
        return _ask_move(changeable(call_id), form.slot_id.data, form.reason.data)
    try:
        moved = submit(
            form,
            at_most(CALLS_PERSON, lambda: moving.move(
                actor=actor(), call_id=call_id, slot_id=form.slot_id.data, reason=form.reason.data,
                version=form.version.data, key=form.key.data, policy=policy(), now=utc_now(),
            )),
        )  # fmt: skip
    except Conflict as error:
        if "slot_id" not in error.facts:
            raise
        return _offer_others(call_views.get(call_id, reader()), error, form.reason.data)
    call = call_views.get(call_id, reader())
    if moved.is_done:
        done(gettext("The call is moved to %(when)s.", when=formats.span(call.starts_at, call.ends_at)))
        return redirect_to("calls.show", call_id=call_id)
    if not form.slot_id.data or form.slot_id.errors:
        return _offer(call, status=moved.status, form=form, reason=form.reason.data)
    return page("calls/move.html", status=moved.status, form=form, to=slot_views.get(form.slot_id.data), **told(call))


def _ask_move(call: CallView, slot_id: int, reason: str = "") -> ResponseReturnValue:
    slot = slot_views.get(slot_id)
    if slot.coach_id != call.coach.id:
        raise OtherCoach()
    refused = bookability.refusal(slot_id, _wanted(call))
    if refused is not None:
        return _offer_others(call, refused, reason)
    form = MoveForm(formdata=None, version=call.version, reason=reason)
    return page("calls/move.html", form=form, to=slot, **told(call))


def _wanted(call: CallView) -> Booking:
    """Return the question whether a call may be moved, as this reader moves it."""
    is_student = call.student.id == viewer().id
    return Booking(
        call.student.id, policy(), utc_now(), moving_call_id=call.id, is_bound=is_student, keeps_buffer=is_student
    )


def _offer(call: CallView, *, status: int = 200, **context: Any) -> ResponseReturnValue:
    where = SlotFilter(coach_id=call.coach.id)
    offered = slot_views.list_open(_wanted(call), where, cursor=request.args.get("after"))
    return page("calls/move.html", status=status, offered=offered, **told(call), **context)


def _offer_others(call: CallView, refused: DomainError, reason: str) -> ResponseReturnValue:
    problem = problem_of(refused, call)
    return _offer(call, status=problem.status, problem=problem, reason=reason)
