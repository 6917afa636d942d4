"""What a student says of a call, and what the coach answers."""

from app.domain.errors.kinds import Conflict


class ReviewExists(Conflict):
    code = "review_exists"
