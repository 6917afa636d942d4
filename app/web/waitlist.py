"""The waitlist: what a student waits for, and what is held for them at the moment."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import formats
from app.domain.clock import utc_now
from app.domain.limits import CALLS_PERSON
from app.domain.search import TimeOfDay
from app.domain.waitlist import Window
from app.services import coach_views, offers, subjects, wish_views, wishes
from app.services.wish_views import WishView
from app.web.access import Access, actor, allow, policy, viewer
from app.web.addresses import row_number
from app.web.forms.search import MONDAY, TIMES
from app.web.forms.submission import submit
from app.web.forms.waitlist import WaitForm, WishForm
from app.web.pace import at_most
from app.web.refused import problems_of
from app.web.responses import done, page, redirect_to

bp = Blueprint("waitlist", __name__)


@bp.get("/waitlist")
@allow(Access.SIGNED_IN)
def index() -> ResponseReturnValue:
    """Show what the reader waits for and is offered; `?left=` offers a wish back."""
    left, now, me = row_number("left"), utc_now(), viewer().id
    offered = offers.list_running(me, now=now)
    return page(
        "waitlist/index.html",
        offers=offered,
        refused=problems_of(offer.slot_id for offer in offered),
        wishes=wish_views.list_own(me, policy=policy(), now=now),
        left=wish_views.get_left(left, me, now=now) if left else None,
        form=WaitForm(formdata=None),
        aim=aim_words,
        when=window_words,
    )


@bp.get("/waitlist/join")
@allow(Access.SIGNED_IN)
def ask() -> ResponseReturnValue:
    """Ask for which subject, on which days and at which times, as the address may say already."""
    return _show(WishForm(coach_views.get_offered().subjects))


@bp.post("/waitlist/join")
@allow(Access.SIGNED_IN)
def join() -> ResponseReturnValue:
    """Wait for a subject."""
    form = WishForm(coach_views.get_offered().subjects)
    joined = submit(form, at_most(CALLS_PERSON, lambda: wishes.join(
        actor=actor(), student_id=viewer().id, subject_id=subjects.get(form.subject.data).id, window=form.window(),
        now=utc_now(),
    )))  # fmt: skip
    if not joined.is_done:
        return _show(form, status=joined.status)
    done(gettext("You are on the waitlist for %(subject)s.", subject=form.subject.data))
    return redirect_to("waitlist.index")


@bp.post("/coaches/<number:coach_id>/wait")
@allow(Access.SIGNED_IN)
def wait(coach_id: int) -> ResponseReturnValue:
    """Wait for a coach."""
    coach = coach_views.get(coach_id, now=utc_now())
    submit(WaitForm(), at_most(CALLS_PERSON, lambda: wishes.join(
        actor=actor(), student_id=viewer().id, coach_id=coach_id, now=utc_now()
    )))  # fmt: skip
    done(gettext("You are on the waitlist for %(subject)s.", subject=coach.name))
    return redirect_to("waitlist.index")


@bp.post("/waitlist/<number:wish_id>/leave")
@allow(Access.SIGNED_IN)
def leave(wish_id: int) -> ResponseReturnValue:
    """Wait no more; the page offers the place back."""
    submit(WaitForm(), lambda: wishes.leave(actor=actor(), wish_id=wish_id, now=utc_now()))
    done(gettext("You have left the waitlist."))
    return redirect_to("waitlist.index", left=wish_id)


@bp.post("/waitlist/<number:wish_id>/return")
@allow(Access.SIGNED_IN)
def come_back(wish_id: int) -> ResponseReturnValue:
    """Take back that the reader has left."""
    submit(WaitForm(), lambda: wishes.come_back(actor=actor(), wish_id=wish_id, now=utc_now()))
    done(gettext("You have your place again."))
    return redirect_to("waitlist.index")


@bp.post("/waitlist/<number:wish_id>/resume")
@allow(Access.SIGNED_IN)
def resume(wish_id: int) -> ResponseReturnValue:
    """Wait again after offers that were not answered."""
    resumed = submit(WaitForm(), lambda: wishes.resume(actor=actor(), wish_id=wish_id, now=utc_now()))
    is_last = gettext("You wait again, at the end of the line.")
    done(is_last if resumed.result else gettext("You have your place again."))
    return redirect_to("waitlist.index")


@bp.post("/waitlist/offers/<number:offer_id>/decline")
@allow(Access.SIGNED_IN)
def decline(offer_id: int) -> ResponseReturnValue:
    """Say no to what is held for the reader."""
    submit(WaitForm(), lambda: offers.decline(actor=actor(), offer_id=offer_id, now=utc_now()))
    done(gettext("Declined. The next person is asked, and you keep your place."))
    return redirect_to("waitlist.index")


def aim_words(wish: WishView) -> str:
    """Return whom or what a wish is for."""
    return wish.coach_name or wish.subject or ""


def window_words(window: Window) -> str:
    """Return on which days, at which times and until when; empty for any."""
    weekdays = [number for number in formats.weekdays() if number in window.weekdays]
    parts = [
        ", ".join(formats.short_weekday(MONDAY.replace(day=number)) for number in weekdays),
        ", ".join(str(TIMES[time]) for time in TimeOfDay if time in window.times),
        gettext("until %(day)s", day=formats.plain_date(window.until_on)) if window.until_on else "",
    ]
    return "; ".join(part for part in parts if part)


def _show(form: WishForm, *, status: int = 200) -> ResponseReturnValue:
    return page("waitlist/join.html", status=status, form=form, back=url_for("waitlist.index"))
