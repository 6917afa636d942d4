"""Finding a coach, and one coach's profile with what is open."""

from datetime import date, datetime, time, timedelta

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.domain.clock import utc_now
from app.domain.limits import SEARCH
from app.domain.search import ANYTHING, Criteria, Sort
from app.domain.timezones import to_utc_forward
from app.services import coach_views, review_views, saved_coaches, slot_views, wish_views
from app.services.bookability import Booking
from app.services.coach_shapes import CoachPage
from app.services.coach_views import Offered
from app.services.slot_views import SlotFilter
from app.wanted import count_empty_search
from app.web.access import Access, allow, booking, policy, viewer_id
from app.web.finding import arguments, by_day, filters, shown_address, sorts, widened
from app.web.forms.search import Search, read_criteria
from app.web.pace import read_at_most
from app.web.refused import why_none
from app.web.responses import page, wants_fragment
from app.web.unchanged import read_once, while_unchanged

bp = Blueprint("coaches", __name__)

DAYS_SHOWN = timedelta(days=14)
# As many as fit into those days: no slot is shorter than a quarter of an hour.
MOST_SHOWN = DAYS_SHOWN // timedelta(minutes=15)
ORDERS = {
    Sort.SOONEST: _l("soonest first"),
    Sort.RATING: _l("best rated first"),
    Sort.PRICE: _l("lowest price first"),
    Sort.SESSIONS: _l("most calls first"),
}


@bp.get("/coaches")
@allow(Access.PUBLIC)
@read_at_most(SEARCH)
@while_unchanged
def index() -> ResponseReturnValue:
    """Find coaches, the one with the soonest open slot in front."""
    offered = read_once(coach_views.get_offered)
    criteria = read_criteria(offered)
    asked = booking()
    cursor = request.args.get("after")
    found = coach_views.list_coaches(asked, criteria, cursor=cursor)
    if not found.items and not cursor:
        count_empty_search(criteria, asked)
    is_without = bool(found.items) and not any(coach.next_slots for coach in found.items)
    wider = [] if found.items else widened(
        "coaches.index", criteria, lambda wider: coach_views.count_coaches(asked, wider)
    )  # fmt: skip
    return page(
        "coaches/index.html",
        fragment="coach_list",
        shows_at=shown_address(criteria),
        announce="" if cursor else _count(found),
        coaches=found,
        count=_count(found),
        kept=saved_coaches.list_kept(viewer_id()),
        search=Search(criteria, offered),
        sorts=sorts("coaches.index", criteria),
        order=_order(criteria, offered),
        filters=filters("coaches.index", criteria),
        wider=wider,
        problem=why_none(asked, SlotFilter(), criteria) if is_without and not cursor else None,
        by_time=url_for("slots.index", **arguments(criteria)),
        more=url_for("coaches.index", **arguments(criteria), after=found.next_cursor) if found.next_cursor else None,
        is_continued=bool(cursor),
        leads_focus=bool(cursor) and wants_fragment(),
        is_swapped=wants_fragment(),
    )


def _count(found: CoachPage) -> str:
    """Return in words how many coaches there are."""
    some = gettext("More than %(num)s coaches", num=found.count)
    return str(some if found.is_more else ngettext("%(num)s coach", "%(num)s coaches", found.count))


def _order(criteria: Criteria, offered: Offered) -> str:
    """Return in words which coach comes first."""
    if criteria.sort is Sort.PRICE and len(offered.currencies) > 1:
        return str(gettext("lowest price in %(currency)s first", currency=criteria.currency))
    if criteria.words and criteria.sort is Sort.SOONEST:
        return str(gettext("best match first"))
    return str(ORDERS[criteria.sort])


@bp.get("/coaches/<number:coach_id>")
@allow(Access.PUBLIC)
@while_unchanged
def show(coach_id: int) -> ResponseReturnValue:
    """Show a coach, with what is open in the next two weeks, or from a later day on."""
    now = utc_now()
    coach = coach_views.get(coach_id, now=now)
    is_own = coach_id == viewer_id()
    # Coaches see their own page as a visitor does, without the way to book.
    asked = Booking(None if is_own else viewer_id(), policy(), now)
    from_on = _first_day(now)
    from_at, to_at = (
        to_utc_forward(datetime.combine(on, time()), formats.zone()) for on in (from_on, from_on + DAYS_SHOWN)
    )
    slots = slot_views.list_open(asked, SlotFilter(coach_id, from_at=from_at, to_at=to_at), limit=MOST_SHOWN).items
    later = slot_views.list_open(asked, SlotFilter(coach_id, from_at=to_at), limit=1).items
    is_later = from_on > formats.local(now).date()
    is_without = not slots and not later
    return page(
        "coaches/show.html",
        fragment="open_slots",
        coach=coach,
        kept=saved_coaches.list_kept(viewer_id()),
        is_own=is_own,
        waits=is_without and _waits_for(coach_id),
        problem=why_none(asked, SlotFilter(coach_id, from_at=from_at), ANYTHING) if is_without else None,
        latest=review_views.list_latest(coach_id, now=now) if coach.rating.count and not wants_fragment() else (),
        notice=formats.duration(max(timedelta(minutes=coach.notice_minutes), policy().booking_notice)),
        days=by_day(slots),
        next_slot=later[0] if later else None,
        next_on=formats.local(later[0].starts_at).date() if later else None,
        is_later=is_later,
        leads_focus=wants_fragment(),
    )


def _waits_for(coach_id: int) -> bool:
    me = viewer_id()
    return me is not None and wish_views.waits_for(me, coach_id)


def _first_day(now: datetime) -> date:
    """Return the first day to show: the one asked for if slots may be open then, else today."""
    today, last = (formats.local(instant).date() for instant in (now, policy().furthest_bookable(now)))
    try:
        asked = date.fromisoformat(request.args.get("from", ""))
    except ValueError:
        return today
    return asked if today <= asked <= last else today
