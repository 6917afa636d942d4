"""The coach's log of a call."""

from typing import Annotated

from pydantic import Field

from app.api.schemas.shape import Instant, Shape
from app.services.call_shapes import FeedbackView

Satisfaction = Annotated[int, Field(ge=1, le=5)]


class SharedFeedback(Shape):
    """What the student is told of it (case H2)."""

    shared_note: str
    changed_at: Instant | None


class Feedback(SharedFeedback):
    """The whole of it, for its coach."""

    satisfaction: Satisfaction
    private_note: str


class NewFeedback(Shape):
    """What the coach logs; a note left out stays as it was."""

    satisfaction: Satisfaction
    shared_note: str | None = None
    private_note: str | None = None


def feedback_of(feedback: FeedbackView | None) -> Feedback | SharedFeedback | None:
    """Return what the API tells of feedback to the one who reads."""
    if feedback is None:
        return None
    shared = SharedFeedback(shared_note=feedback.shared_note, changed_at=feedback.changed_at)
    if feedback.satisfaction is None or feedback.private_note is None:
        return shared
    return Feedback(**dict(shared), satisfaction=feedback.satisfaction, private_note=feedback.private_note)
