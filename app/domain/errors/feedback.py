"""The coach's log of a call."""

from app.domain.errors.kinds import Conflict, FieldError


class TooEarlyForFeedback(Conflict):
    code = "too_early_for_feedback"


class FeedbackExists(Conflict):
    code = "feedback_exists"


class MissedCall(Conflict):
    code = "missed_call"


class LogChanged(Conflict):
    code = "log_changed"
    field = "version"


class StudentErased(Conflict):
    code = "student_erased"


class BadRating(FieldError):
    code = "bad_rating"
