"""Open slots of all coaches, one slot, and booking it."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.domain.clock import utc_now
from app.domain.errors import OwnSlot, SlotTaken
from app.domain.limits import CALLS_PERSON, SEARCH
from app.domain.requests import RequestState
from app.domain.search import Criteria
from app.services import (
    bookability,
    call_views,
    calls,
    coach_views,
    holds,
    next_steps,
    ratings,
    slot_views,
    wish_views,
)
from app.services.bookability import Booking
from app.services.paging import PAGE_SIZE, last_before
from app.services.slot_views import SlotFilter, SlotView
from app.wanted import count_empty_search, counting_lost_race
from app.web.access import Access, actor, allow, booking, policy, reader, viewer, viewer_id
from app.web.addresses import page_of_request, row_number
from app.web.finding import arguments, by_day, filters, shown_address, waitlist_arguments, widened
from app.web.forms.search import Search, read_criteria
from app.web.forms.slots import BookForm
from app.web.forms.submission import submit
from app.web.pace import at_most, read_at_most
from app.web.refused import why_none
from app.web.responses import done, page, redirect_to, wants_fragment
from app.web.unchanged import read_once, while_unchanged

bp = Blueprint("slots", __name__)

SOONEST = 6


@bp.get("/slots")
@allow(Access.PUBLIC)
@read_at_most(SEARCH)
@while_unchanged
def index() -> ResponseReturnValue:
    """List every slot that the reader may book and looks for, soonest first; `?coach=` keeps one coach's."""
    offered = read_once(coach_views.get_offered)
    criteria, coach_id = read_criteria(offered), row_number("coach")
    where, asked, cursor = SlotFilter(coach_id), booking(), request.args.get("after")
    found = slot_views.list_open(asked, where, criteria, cursor=cursor)
    is_empty = not found.items and not cursor
    if is_empty and coach_id is None:
        count_empty_search(criteria, asked)
    search = Search(criteria, offered)
    more = url_for("slots.index", **arguments(criteria), coach=coach_id, after=found.next_cursor)
    shown = shown_address(criteria)
    return page(
        "slots/index.html",
        fragment="slot_list",
        shows_at=shown,
        address=shown or page_of_request(),
        announce="" if cursor else _announcement(len(found.items), bool(found.next_cursor)),
        days=by_day(found.items),
        search=search,
        coach=coach_views.get(coach_id, now=utc_now()) if coach_id is not None else None,
        filters=filters("slots.index", criteria, coach=coach_id),
        by_coach=url_for("coaches.index", **arguments(criteria)),
        all_coaches=url_for("slots.index", **arguments(criteria)),
        more=more if found.next_cursor else None,
        is_continued=bool(cursor),
        last_before=last_before(cursor) or utc_now(),
        leads_focus=bool(cursor) and wants_fragment(),
        is_swapped=wants_fragment(),
        **(_instead(asked, where, criteria) if is_empty else {}),
    )


def _announcement(count: int, has_more: bool) -> str:
    if has_more:
        return str(gettext("More than %(num)s open times", num=count))
    return str(ngettext("%(num)s open time", "%(num)s open times", count))


def _instead(asked: Booking, where: SlotFilter, criteria: Criteria) -> dict[str, Any]:
    """Return why there is nothing, and what to do about it (case I1)."""
    wider = widened(
        "slots.index",
        criteria,
        lambda wider: slot_views.count_open(asked, where, wider, most=PAGE_SIZE + 1),
        coach=where.coach_id,
    )
    is_narrow = where.coach_id is not None or criteria.given
    return {
        "problem": why_none(asked, where, criteria),
        "wider": wider,
        "waits": where.coach_id is not None and wish_views.waits_for(viewer_id() or 0, where.coach_id),
        "wait": url_for("waitlist.ask", **waitlist_arguments(criteria)),
        "soonest": [*coach_views.list_soonest(asked, limit=SOONEST)] if is_narrow else [],
    }


def _beside(slot: SlotView) -> dict[str, Any]:
    """Return what stands beside a slot: its coach's rating, and what the reader agreed with them and has held."""
    me, now = viewer_id(), utc_now()
    return {
        "rating": ratings.rating_of(slot.coach_id, now=now),
        "steps": next_steps.list_open(slot.coach_id, me) if me is not None else (),
        "held": holds.held_until(slot.id, me, now=now) if me is not None else None,
    }


@bp.get("/slots/<number:slot_id>")
@allow(Access.PUBLIC)
def show(slot_id: int) -> ResponseReturnValue:
    """Show a slot before it is booked; who has booked it, and comes back, finds the call."""
    try:
        slot = _bookable(slot_id)
    except SlotTaken as taken:
        return _own_call(taken)
    form = BookForm() if current_user.is_authenticated else None
    return page("slots/show.html", fragment="book_form", slot=slot, form=form, **_beside(slot))


@bp.post("/slots/<number:slot_id>/book")
@allow(Access.SIGNED_IN)
def book(slot_id: int) -> ResponseReturnValue:
    """Book the slot for the person who is signed in; `look` only shows it, with the note written for another."""
    if "look" in request.form:
        form, slot = BookForm(formdata=None, note=request.form.get("note", "")), _bookable(slot_id)
        return page("slots/show.html", fragment="book_form", slot=slot, form=form, **_beside(slot))
    form = BookForm()
    try:
        with counting_lost_race(slot_id, booking()):
            booked = submit(
                form,
                at_most(CALLS_PERSON, lambda: calls.book(
                    actor=actor(), student_id=viewer().id, slot_id=slot_id, note=form.note.data,
                    key=form.key.data, policy=policy(), now=utc_now(),
                )),
            )  # fmt: skip
    except SlotTaken as taken:
        return _own_call(taken)
    if not booked.is_done or booked.result is None:
        slot = slot_views.get(slot_id)
        return page(
            "slots/show.html", fragment="book_form", status=booked.status, slot=slot, form=form, **_beside(slot)
        )
    if wants_fragment():
        return _booked(booked.result)
    return redirect_to("calls.show", call_id=booked.result, new=1)


def _own_call(taken: SlotTaken) -> ResponseReturnValue:
    """Lead readers to the call that they have in this slot already; raise that it is taken if another has it."""
    call_id = taken.facts.get("own_call_id")
    if not isinstance(call_id, int):
        raise taken
    if wants_fragment():
        return _booked(call_id)
    if request.method == "POST":
        done(gettext("You have this call already."))
    return redirect_to("calls.show", call_id=call_id)


def _booked(call_id: int) -> ResponseReturnValue:
    """Show a call where its slot stood in a list."""
    call = call_views.get(call_id, reader())
    told = gettext("You have asked for it.") if call.request is RequestState.WAITING else gettext("You are booked.")
    slot = slot_views.get(call.slot_id)
    return page("slots/show.html", fragment="booked", announce=str(told), call=call, slot=slot)


def _bookable(slot_id: int) -> SlotView:
    """Return a slot that the reader may book, or raise why not."""
    slot = slot_views.get(slot_id)
    if slot.coach_id == viewer_id():
        raise OwnSlot()
    refused = bookability.refusal(slot_id, booking())
    if refused is not None:
        raise refused
    return slot
