"""A person's calls: lists, one call, cancel, move, and how it ended."""

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import formats
from app.domain.calls import CallFacts, CallStatus, Role, check_can_cancel
from app.domain.clock import utc_now
from app.domain.errors import CallStarted, DomainError, TooLateToCancel
from app.services import call_views, calls, slot_views
from app.services.bookability import Booking
from app.services.call_views import CallList, CallView
from app.services.slot_views import SlotFilter
from app.web.access import Access, actor, allow, policy, reader, viewer
from app.web.forms.calls import CancelForm, MoveForm, OutcomeForm
from app.web.forms.submission import submit
from app.web.responses import done, page, redirect_to, wants_fragment

bp = Blueprint("calls", __name__)


@bp.get("/calls")
@allow(Access.SIGNED_IN)
def index() -> ResponseReturnValue:
    """List the person's calls: upcoming, past or cancelled."""
    view = request.args.get("view")
    which = CallList(view) if view in set(CallList) else CallList.UPCOMING
    found = call_views.list_own(which, reader(), cursor=request.args.get("after"))
    return page("calls/index.html", fragment="call_list", calls=found, which=which, now=utc_now())


@bp.get("/calls/<number:call_id>")
@allow(Access.SIGNED_IN)
def show(call_id: int) -> ResponseReturnValue:
    """Show one call to its coach or its student."""
    return page("calls/show.html", fragment="call", **_told(call_views.get(call_id, reader())))


@bp.get("/calls/<number:call_id>/cancel")
@allow(Access.SIGNED_IN)
def ask_cancel(call_id: int) -> ResponseReturnValue:
    """Say what cancelling means, and ask for a reason."""
    call = _changeable(call_id)
    form = CancelForm(version=call.version)
    return page("calls/cancel.html", fragment="cancel_form", form=form, **_told(call))


@bp.post("/calls/<number:call_id>/cancel")
@allow(Access.SIGNED_IN)
def cancel(call_id: int) -> ResponseReturnValue:
    """Cancel the call."""
    form = CancelForm()
    cancelled = submit(
        form,
        lambda: calls.cancel(
            actor=actor(), call_id=call_id, reason=form.reason.data, version=form.version.data,
            key=form.key.data, policy=policy(), now=utc_now(),
        ),
    )  # fmt: skip
    told = _told(call_views.get(call_id, reader()))
    if not cancelled.is_done:
        return page("calls/cancel.html", fragment="cancel_form", status=cancelled.status, form=form, **told)
    done(gettext("The call is cancelled."))
    if wants_fragment():
        return page("calls/show.html", fragment="call", **told)
    return redirect_to("calls.show", call_id=call_id)


@bp.get("/calls/<number:call_id>/move")
@allow(Access.SIGNED_IN)
def ask_move(call_id: int) -> ResponseReturnValue:
    """Offer the coach's other open slots."""
    call = _changeable(call_id)
    return _offer(call, MoveForm(version=call.version))


@bp.post("/calls/<number:call_id>/move")
@allow(Access.SIGNED_IN)
def move(call_id: int) -> ResponseReturnValue:
    """Move the call to the chosen slot."""
    form = MoveForm()
    moved = submit(
        form,
        lambda: calls.move(
            actor=actor(), call_id=call_id, slot_id=form.slot_id.data, reason=form.reason.data,
            version=form.version.data, key=form.key.data, policy=policy(), now=utc_now(),
        ),
    )  # fmt: skip
    call = call_views.get(call_id, reader())
    if not moved.is_done:
        return _offer(call, form, moved.status)
    done(gettext("The call is moved to %(when)s.", when=formats.span(call.starts_at, call.ends_at)))
    return redirect_to("calls.show", call_id=call_id)


@bp.post("/calls/<number:call_id>/outcome")
@allow(Access.COACH)
def outcome(call_id: int) -> ResponseReturnValue:
    """Say whether an ended call took place."""
    form = OutcomeForm()
    given = submit(
        form,
        lambda: calls.record_outcome(
            actor=actor(), call_id=call_id, outcome=CallStatus(form.outcome.data), now=utc_now()
        ),
    )
    if given.is_done:
        done(gettext("Saved."))
        if not wants_fragment():
            return redirect_to("calls.show", call_id=call_id)
    told = _told(call_views.get(call_id, reader()))
    return page("calls/show.html", fragment="call", status=200 if given.is_done else given.status, **told)


def _told(call: CallView) -> dict[str, Any]:
    """Return what every page of a call shows: the call, the other person, and what the reader may do with it."""
    is_coach = call.coach.id == viewer().id
    now = utc_now()
    refusal = _refusal(call, is_coach=is_coach)
    return {
        "call": call,
        "is_coach": is_coach,
        "other": call.student if is_coach else call.coach,
        "may_change": refusal is None,
        "is_late": isinstance(refusal, TooLateToCancel),
        "has_ended": call.ends_at <= now,
        "is_on": isinstance(refusal, CallStarted),
        "deadline": policy().cancel_deadline(call.starts_at),
    }


def _refusal(call: CallView, *, is_coach: bool) -> DomainError | None:
    facts = CallFacts(call.status, call.starts_at, call.ends_at)
    try:
        check_can_cancel(facts, role=Role.COACH if is_coach else Role.STUDENT, policy=policy(), now=utc_now())
    except DomainError as error:
        return error
    return None


def _changeable(call_id: int) -> CallView:
    """Return a call that the reader may still cancel or move, or raise why not."""
    call = call_views.get(call_id, reader())
    refusal = _refusal(call, is_coach=call.coach.id == viewer().id)
    if refusal is not None:
        raise refusal
    return call


def _offer(call: CallView, form: MoveForm, status: int = 200) -> ResponseReturnValue:
    is_bound = call.student.id == viewer().id
    booking = Booking(call.student.id, policy(), utc_now(), moving_call_id=call.id, is_bound=is_bound)
    offered = slot_views.list_open(booking, SlotFilter(coach_id=call.coach.id)).items
    return page("calls/move.html", status=status, form=form, offered=offered, **_told(call))
