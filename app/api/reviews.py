"""Reviews: a student's of a call, and everybody's of a coach."""

from flask import Blueprint

from app.api.caller import actor, reader
from app.api.endpoint import Answer, endpoint
from app.api.schemas.reviews import NewReview, PublicReview, Review, ReviewSearch, review_of
from app.api.schemas.shape import Listed
from app.db import transact
from app.domain import errors
from app.domain.clock import utc_now
from app.domain.tokens import Scope
from app.services import call_views, coach_views, review_views
from app.services import reviews as service

bp = Blueprint("api_reviews", __name__)


@bp.get("/calls/<number:call_id>/review")
@endpoint("Read a call's review", scope=Scope.READ, answer=Review, refuses=(errors.NotFound,))
def show(call_id: int) -> Review:
    """Return what the student said, as far as the caller may see it."""
    return _told(call_id)


@bp.put("/calls/<number:call_id>/review")
@endpoint(
    "Say how a call went, as its student, or change what was said",
    scope=Scope.WRITE,
    body=NewReview,
    answer=Review,
    statuses=(200, 201),
    refuses=(
        errors.NotFound, errors.WrongRole, errors.AlreadyCancelled, errors.TooEarlyForReview, errors.CallEnded,
        errors.MissedCall, errors.CoachMissed, errors.ReviewClosed, errors.ReviewHidden, errors.ReviewReplied,
    ),
)  # fmt: skip
def record(call_id: int, body: NewReview) -> Answer:
    """Record or change the student's review: 201 the first time, 200 after."""
    is_first = transact(
        lambda: service.record(
            actor=actor(), call_id=call_id, rating=body.rating, comment=body.comment,
            shows_first_name=body.shows_first_name, now=utc_now(),
        )
    )  # fmt: skip
    return Answer(_told(call_id), 201 if is_first else 200)


@bp.get("/coaches/<number:coach_id>/reviews")
@endpoint(
    "List a coach's reviews",
    scope=None,
    query=ReviewSearch,
    answer=Listed[PublicReview],
    refuses=(errors.NotFound,),
)
def index(coach_id: int, query: ReviewSearch) -> Listed[PublicReview]:
    """List what everybody may read of a coach's reviews."""
    now = utc_now()
    coach_views.get(coach_id, now=now)
    found = review_views.list_public(coach_id, query.order, now=now, cursor=query.cursor, limit=query.limit)
    return Listed(items=[PublicReview.of(review) for review in found.items], next_cursor=found.next_cursor)


def _told(call_id: int) -> Review:
    found = review_of(call_views.get(call_id, reader()).review)
    if found is None:
        raise errors.NotFound(kind="review", number=call_id)
    return found
