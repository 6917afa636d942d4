"""The coach's log of a call."""

from app.domain.errors.kinds import Conflict, Invalid


class TooEarlyForFeedback(Conflict):
    code = "too_early_for_feedback"


class FeedbackExists(Conflict):
    code = "feedback_exists"


class MissedCall(Conflict):
    code = "missed_call"


class BadRating(Invalid):
    code = "bad_rating"
    field = "satisfaction"
