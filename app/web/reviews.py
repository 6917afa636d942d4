"""Reviews: a student's of a call, everybody's of a coach, and the coach's own list with a reply in place."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain import reviews as rules
from app.domain.clock import utc_now
from app.domain.errors import Conflict, WrongRole
from app.problems import Problem, describe
from app.services import call_views, coach_views, ratings, review_views, reviews
from app.services.call_shapes import CallView
from app.services.review_views import ReviewOrder
from app.web.access import Access, actor, allow, reader, viewer
from app.web.forms.reviews import ReplyForm, ReviewForm
from app.web.forms.submission import submit
from app.web.responses import done, page, redirect_to, wants_fragment

bp = Blueprint("reviews", __name__)


@bp.get("/calls/<number:call_id>/review")
@allow(Access.SIGNED_IN)
def edit(call_id: int) -> ResponseReturnValue:
    """Ask the student how an ended call went, or show what was said while it may be changed and after."""
    call = _own(call_id)
    if call.review is None:
        rules.check_can_review(call.facts, now=utc_now())
    return _show(call, _filled(call))


@bp.post("/calls/<number:call_id>/review")
@allow(Access.SIGNED_IN)
def record(call_id: int) -> ResponseReturnValue:
    """Save what the student says."""
    call = _own(call_id)
    form = ReviewForm()
    try:
        recorded = submit(
            form,
            lambda: reviews.record(
                actor=actor(), call_id=call_id, rating=form.chosen(), comment=form.comment.data,
                shows_first_name=form.shows_first_name.data, now=utc_now(),
            ),
        )  # fmt: skip
    except Conflict as error:
        if wants_fragment():
            raise  # what was typed stands in the page that is open
        problem = describe(error)
        return _show(_own(call_id), form, status=problem.status, problem=problem)
    if not recorded.is_done:
        return _show(call, form, status=recorded.status)
    done(gettext("Thanks. Your review is saved."))
    if not wants_fragment():
        return redirect_to("reviews.edit", call_id=call_id)
    call = _own(call_id)
    return _show(call, _filled(call), is_saved=True)


@bp.get("/coaches/<number:coach_id>/reviews")
@allow(Access.PUBLIC)
def of_coach(coach_id: int) -> ResponseReturnValue:
    """Show what students say of a coach."""
    now, cursor = utc_now(), request.args.get("after")
    asked = request.args.get("order")
    order = ReviewOrder(asked) if asked in set(ReviewOrder) else ReviewOrder.NEWEST
    return page(
        "reviews/coach.html",
        coach=coach_views.get(coach_id, now=now),
        counts=ratings.distribution_of(coach_id, now=now),
        reviews=review_views.list_public(coach_id, order, now=now, cursor=cursor),
        order=order,
        orders=ReviewOrder,
        is_continued=bool(cursor),
    )


@bp.get("/reviews")
@allow(Access.COACH)
def index() -> ResponseReturnValue:
    """Show coaches what students say of them, with a form to answer each once."""
    return _list(ReplyForm(formdata=None))


@bp.post("/calls/<number:call_id>/review/reply")
@allow(Access.COACH)
def answer(call_id: int) -> ResponseReturnValue:
    """Save the coach's answer, and show it in the place of the form."""
    form = ReplyForm()
    try:
        answered = submit(
            form, lambda: reviews.answer(actor=actor(), call_id=call_id, reply=form.reply.data or "", now=utc_now())
        )
    except Conflict as error:
        if wants_fragment():
            raise  # what was typed stands in the page that is open
        problem = describe(error)
        return _list(form, status=problem.status, problem=problem)
    if not answered.is_done:
        return _list(form, status=answered.status, refused=call_id)
    done(gettext("Your answer is saved."))
    if not wants_fragment():
        return redirect_to("reviews.index", after=request.args.get("after"), _anchor=f"review-{call_id}")
    return _list(form, saved=call_id)


def _list(
    form: ReplyForm,
    *,
    status: int = 200,
    refused: int | None = None,
    saved: int | None = None,
    problem: Problem | None = None,
) -> ResponseReturnValue:
    now, me = utc_now(), viewer().id
    told: dict[str, Any] = {"form": form, "empty": ReplyForm(formdata=None), "refused": refused, "saved": saved}
    one = refused or saved
    if one and wants_fragment():
        review = review_views.get_of_coach(one, me, now=now)
        return page("reviews/index.html", fragment="review_answer", status=status, review=review, **told)
    found = review_views.list_of_coach(me, now=now, cursor=request.args.get("after"))
    rating = ratings.rating_of(me, now=now)
    return page("reviews/index.html", status=status, reviews=found, rating=rating, problem=problem, **told)


def _show(
    call: CallView, form: ReviewForm, *, status: int = 200, is_saved: bool = False, problem: Problem | None = None
) -> ResponseReturnValue:
    review = call.review
    is_closed = review is not None and (
        review.is_hidden or review.replied_at is not None or utc_now() > review.changeable_until
    )
    return page(
        "reviews/edit.html",
        fragment="review_form",
        status=status,
        call=call,
        review=review,
        form=form,
        is_closed=is_closed,
        is_saved=is_saved,
        problem=problem,
        now=utc_now(),
        public=url_for("reviews.of_coach", coach_id=call.coach.id),
    )


def _filled(call: CallView) -> ReviewForm:
    said = call.review
    if said is None:
        return ReviewForm(formdata=None)
    return ReviewForm(
        formdata=None, rating=str(said.rating), comment=said.comment, shows_first_name=said.shows_first_name
    )


def _own(call_id: int) -> CallView:
    """Return a call of which the reader is the student. Raises NotFound, WrongRole for its coach."""
    call = call_views.get(call_id, reader())
    if call.student.id != viewer().id:
        raise WrongRole()
    return call
