"""Open slots of all coaches, one slot, and booking it."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.domain.clock import utc_now
from app.domain.errors import OwnSlot
from app.services import bookability, call_views, calls, slot_views
from app.services.bookability import Booking
from app.services.slot_views import SlotFilter
from app.web.access import Access, actor, allow, policy, reader, viewer, viewer_id
from app.web.forms.slots import BookForm
from app.web.forms.submission import submit
from app.web.responses import done, page, redirect_to, wants_fragment

bp = Blueprint("slots", __name__)


@bp.get("/slots")
@allow(Access.PUBLIC)
def index() -> ResponseReturnValue:
    """List every slot that the reader may book, soonest first; `?coach=` keeps one coach's."""
    booking = Booking(viewer_id(), policy(), utc_now())
    coach_id = request.args.get("coach", type=int)
    found = slot_views.list_open(booking, SlotFilter(coach_id=coach_id), cursor=request.args.get("after"))
    return page("slots/index.html", fragment="slot_list", slots=found, coach_id=coach_id)


@bp.get("/slots/<number:slot_id>")
@allow(Access.PUBLIC)
def show(slot_id: int) -> ResponseReturnValue:
    """Show a slot before it is booked."""
    slot = slot_views.get(slot_id)
    if slot.coach_id == viewer_id():
        raise OwnSlot()
    refused = bookability.refusal(slot_id, Booking(viewer_id(), policy(), utc_now()))
    if refused is not None:
        raise refused
    form = BookForm() if current_user.is_authenticated else None
    return page("slots/show.html", fragment="book_form", slot=slot, form=form, policy=policy())


@bp.post("/slots/<number:slot_id>/book")
@allow(Access.SIGNED_IN)
def book(slot_id: int) -> ResponseReturnValue:
    """Book the slot for the person who is signed in."""
    form = BookForm()
    booked = submit(
        form,
        lambda: calls.book(
            actor=actor(), student_id=viewer().id, slot_id=slot_id, note=form.note.data,
            key=form.key.data, policy=policy(), now=utc_now(),
        ),
    )  # fmt: skip
    if not booked.is_done or booked.result is None:
        slot = slot_views.get(slot_id)
        return page(
            "slots/show.html", fragment="book_form", status=booked.status, slot=slot, form=form, policy=policy()
        )
    done(gettext("You are booked."))
    if wants_fragment():
        call = call_views.get(booked.result, reader())
        return page("slots/show.html", fragment="booked", call=call, slot=slot_views.get(slot_id))
    return redirect_to("calls.show", call_id=booked.result)
