"""Coaches whom the reader keeps in mind, and of whose new times they want to hear."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from app.db import transact
from app.domain.clock import utc_now
from app.domain.errors import NotFound
from app.domain.search import ANYTHING
from app.services import coach_cards, coach_views, saved_coaches
from app.services.slot_views import SlotFilter
from app.web.access import Access, allow, booking, viewer
from app.web.addresses import row_number
from app.web.refused import why_none
from app.web.responses import done, page, redirect_to, wants_fragment

bp = Blueprint("saved", __name__)


@bp.get("/saved")
@allow(Access.SIGNED_IN)
def index() -> ResponseReturnValue:
    """Show the saved coaches with their next open times; `?removed=` offers one back."""
    numbers, removed = saved_coaches.list_saved(viewer().id), row_number("removed")
    asked = booking()
    # Nobody is offered back who takes no bookings any more.
    gone = [] if removed is None or removed in numbers else coach_cards.list_these(asked, [removed])
    coaches = coach_cards.list_these(asked, numbers)
    is_without = bool(coaches) and not any(coach.next_slots for coach in coaches)
    problem = why_none(asked, SlotFilter(coach_ids=numbers), ANYTHING) if is_without else None
    return page("saved/index.html", coaches=coaches, removed=gone[0] if gone else None, problem=problem)


@bp.post("/coaches/<number:coach_id>/save")
@allow(Access.SIGNED_IN)
def keep(coach_id: int) -> ResponseReturnValue:
    """Save a coach."""
    transact(lambda: saved_coaches.keep(student_id=viewer().id, coach_id=coach_id, now=utc_now()))
    if not _is_from_list():
        return _show(coach_id, _l("%(name)s is saved."))
    if not wants_fragment():
        return redirect_to("saved.index")
    [coach] = coach_cards.list_these(booking(), [coach_id])
    told = str(gettext("%(name)s is saved again.", name=coach.name))
    return page("saved/index.html", fragment="saved_coach", announce=told, coach=coach, is_back=True)


@bp.post("/coaches/<number:coach_id>/unsave")
@allow(Access.SIGNED_IN)
def drop(coach_id: int) -> ResponseReturnValue:
    """Save a coach no more; on the page of all that are saved, offer them back in place."""
    transact(lambda: saved_coaches.drop(student_id=viewer().id, coach_id=coach_id))
    if not _is_from_list():
        return _show(coach_id, _l("%(name)s is removed."))
    if not wants_fragment():
        return redirect_to("saved.index", removed=coach_id)
    try:
        coach = coach_views.get(coach_id, now=utc_now())
    except NotFound:
        return _gone()
    told = str(gettext("%(name)s is removed.", name=coach.name))
    return page("saved/removed.html", fragment="removed_coach", announce=told, coach=coach)


@bp.post("/coaches/<number:coach_id>/alert")
@allow(Access.SIGNED_IN)
def await_slots(coach_id: int) -> ResponseReturnValue:
    """Tell the reader by mail when a coach opens times."""
    transact(lambda: saved_coaches.await_slots(student_id=viewer().id, coach_id=coach_id, now=utc_now()))
    return _show(coach_id, _l("You get a mail when %(name)s opens times."))


@bp.post("/coaches/<number:coach_id>/unalert")
@allow(Access.SIGNED_IN)
def await_no_more(coach_id: int) -> ResponseReturnValue:
    """Tell the reader no more of a coach's new times."""
    transact(lambda: saved_coaches.await_no_more(student_id=viewer().id, coach_id=coach_id))
    return _show(coach_id, _l("You get no more mails about %(name)s."))


def _is_from_list() -> bool:
    return "from_list" in request.form


def _show(coach_id: int, told: LazyString) -> ResponseReturnValue:
    """Show the coach's buttons as they are now, and say what has been done; or go to the coach's page."""
    try:
        coach = coach_views.get(coach_id, now=utc_now())
    except NotFound:
        return _gone()
    message = str(told) % {"name": coach.name}
    if not wants_fragment():
        done(message)
        return redirect_to("coaches.show", coach_id=coach_id)
    keep = saved_coaches.list_kept(viewer().id).of(coach, awaits=True)
    return page("saved/_keep.html", fragment="keep_buttons", announce=message, keep=keep)


def _gone() -> ResponseReturnValue:
    """Answer where somebody who coaches no more, and so has no page, is let go of."""
    if wants_fragment():
        return page("saved/gone.html", fragment="coach_gone")
    done(gettext("Removed. This coach takes no bookings any more."))
    return redirect_to("saved.index")
