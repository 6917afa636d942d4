"""The coach's log of a call."""

from flask import Blueprint

from app.api.caller import actor, reader
from app.api.endpoint import Answer, endpoint
from app.api.schemas.feedback import Feedback, NewFeedback, SharedFeedback, feedback_of
from app.db import transact
from app.domain import errors
from app.domain.clock import utc_now
from app.domain.tokens import Scope
from app.services import call_views
from app.services import feedback as service

bp = Blueprint("api_feedback", __name__)


@bp.get("/calls/<number:call_id>/feedback")
@endpoint("Read a call's feedback", scope=Scope.READ, answer=Feedback | SharedFeedback, refuses=(errors.NotFound,))
def show(call_id: int) -> Feedback | SharedFeedback:
    """Return what the coach logged, as far as the caller may see it."""
    return _told(call_id)


@bp.put("/calls/<number:call_id>/feedback")
@endpoint(
    "Log how a call went, or change what was logged",
    scope=Scope.WRITE,
    body=NewFeedback,
    answer=Feedback,
    statuses=(200, 201),
    refuses=(
        errors.NotFound, errors.WrongRole, errors.AlreadyCancelled, errors.TooEarlyForFeedback, errors.CallEnded,
        errors.MissedCall, errors.StudentErased,
    ),
)  # fmt: skip
def record(call_id: int, body: NewFeedback) -> Answer:
    """Record or change the coach's feedback: 201 the first time, 200 after."""
    is_first = transact(
        lambda: service.record(
            actor=actor(), call_id=call_id, satisfaction=body.satisfaction, shared_note=body.shared_note,
            private_note=body.private_note, now=utc_now(),
        )
    )  # fmt: skip
    return Answer(_told(call_id), 201 if is_first else 200)


def _told(call_id: int) -> Feedback | SharedFeedback:
    found = feedback_of(call_views.get(call_id, reader()).feedback)
    if found is None:
        raise errors.NotFound(kind="feedback", number=call_id)
    return found
