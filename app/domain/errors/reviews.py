"""What a student says of a call, and what the coach answers."""

from app.domain.errors.kinds import Conflict


class TooEarlyForReview(Conflict):
    code = "too_early_for_review"


class ReviewExists(Conflict):
    code = "review_exists"


class ReviewClosed(Conflict):
    code = "review_closed"


class ReviewAnswered(Conflict):
    code = "review_answered"


class ReviewHidden(Conflict):
    code = "review_hidden"


class ReviewReplied(Conflict):
    code = "review_replied"
