"""The first page: what this is to a visitor, what is next to whoever is signed in."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.calls import CallStatus
from app.domain.holds import HoldReason
from app.domain.notifications import ASKED_FOR
from app.domain.timezones import to_local
from app.services import (
    call_views,
    coach_views,
    conversation_views,
    holds,
    offers,
    review_views,
    week_counts,
    wish_views,
)
from app.services.call_shapes import CallFilter, CallList, CallView
from app.services.holds import HeldSlot
from app.web import week_pages
from app.web.access import Access, allow, booking, reader, viewer
from app.web.forms.calls import ConfirmForm, FeedbackForm
from app.web.refused import problems_of
from app.web.responses import page

bp = Blueprint("home", __name__)

SOONEST = 6
NEXT = 3
# For how long a review without an answer is new.
NEW_FOR = timedelta(days=7)


@bp.get("/")
@allow(Access.PUBLIC)
def index() -> ResponseReturnValue:
    """Show the landing page, or the person's own home."""
    if not current_user.is_authenticated:
        return _landing()
    return _coach_home() if viewer().is_coach else _student_home()


def _landing() -> ResponseReturnValue:
    soonest = coach_views.list_soonest(booking(), limit=SOONEST)
    return page("home/landing.html", soonest=soonest, subjects=coach_views.get_offered().subjects)


def _student_home() -> ResponseReturnValue:
    here = reader()
    known = coach_views.list_known(booking(), limit=NEXT)
    held = holds.list_for_student(viewer().id, now=here.now)
    # Whatever is offered is held: of most students nothing is, and one question is enough.
    offered = offers.list_running(viewer().id, now=here.now) if held else ()
    refused = problems_of(slot.slot_id for slot in held)
    return page(
        "home/student.html",
        calls=call_views.list_own(CallList.UPCOMING, here, limit=NEXT).items,
        unreviewed=_unreviewed(),
        known=known,
        offers=offered,
        instead=_instead(slot for slot in held if slot.slot_id not in refused),
        refused=refused,
        soonest=coach_views.list_soonest(booking(), limit=SOONEST),
    )


def _instead(held: Iterable[HeldSlot]) -> list[list[HeldSlot]]:
    """Return what is held instead of calls that were cancelled, call by call."""
    found: dict[int, list[HeldSlot]] = {}
    for slot in held:
        if slot.reason is HoldReason.ALTERNATIVE and slot.call_id is not None:
            found.setdefault(slot.call_id, []).append(slot)
    return list(found.values())


def _unreviewed() -> Sequence[CallView]:
    """Return the latest calls that the student has not reviewed; nobody is asked for ever."""
    here = reader()
    waiting = CallFilter(student_id=viewer().id, lacks_review=True, from_at=here.now - ASKED_FOR)
    return call_views.list_calls(waiting, here, limit=NEXT, latest_first=True).items


def _coach_home() -> ResponseReturnValue:
    here, tally = reader(), call_views.tally(reader())
    requests = call_views.list_own(CallList.REQUESTS, here, limit=NEXT).items
    upcoming = call_views.list_own(CallList.UPCOMING, here, limit=NEXT + len(requests)).items
    return page(
        "home/coach.html",
        requests=requests,
        answer=ConfirmForm(formdata=None),
        calls=[call for call in upcoming if call.status is not CallStatus.PENDING][:NEXT],
        tallied=tally,
        threads=conversation_views.list_own(viewer().id, is_new=True, limit=NEXT).items if tally.unread else (),
        unanswered=review_views.count_unanswered(viewer().id, since=here.now - NEW_FOR, now=here.now),
        students_waiting=wish_views.count_waiting(viewer().id),
        waiting=call_views.list_waiting(here, limit=1),
        form=FeedbackForm(formdata=None, from_queue="1"),
        **_week(here.now),
    )


def _week(now: datetime) -> dict[str, Any]:
    """Return what the running week holds, day by day; of an empty one, whether it is the coach's first."""
    first_day = week_pages.this_week(now)
    days = week_counts.count_days(viewer().id, first_day, timezone=viewer().timezone, now=now)
    is_empty = not any(day.open or day.booked for day in days)
    return {
        "days": days,
        "week_name": week_pages.name_of(first_day),
        "today": to_local(now, viewer().timezone).date(),
        "is_new_here": is_empty and not week_counts.has_ever_offered(viewer().id),
    }
