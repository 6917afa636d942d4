"""What a refusal of something about an ended call is called, and what to do about it."""

from typing import Any

from flask_babel import lazy_gettext as _l

ENDED_CALLS: dict[str, tuple[Any, Any]] = {
    "too_early_for_feedback": (
        _l("This call has not ended yet"),
        _l("Log how it went after %(ends_at)s."),
    ),
    "too_early_for_outcome": (_l("This call has not ended yet"), _l("Say how it ended after %(ends_at)s.")),
    "feedback_exists": (
        _l("Feedback has been logged for this call"),
        _l("So the call took place. Change the feedback instead."),
    ),
    "missed_call": (
        _l("This call was missed"),
        _l("There is nothing to rate. If the call took place, say so first."),
    ),
    "too_early_for_review": (
        _l("This call has not ended yet"),
        _l("Say how it went after %(ends_at)s."),
    ),
    "attendance_closed": (
        _l("Who came to this call is settled"),
        _l("Nothing can be said of it any more. Write to the programme if it is wrong."),
    ),
    "call_reviewed": (
        _l("You have reviewed this call"),
        _l("So it took place. If it did not, write to the programme."),
    ),
    "coach_missed": (
        _l("The coach did not come to this call"),
        _l("There is nothing to review. If the call took place, say so first."),
    ),
    "review_exists": (
        _l("This call counts as one that took place"),
        # Of a review that a coach may not see yet, not even its being there is told.
        _l("Your student or the programme has said so. Log how it went; if they did not come, write to the programme."),
    ),
    "review_closed": (
        _l("This review cannot be changed any more"),
        _l("That was possible until %(changeable_until)s. What was said stays."),
    ),
    "review_replied": (
        _l("Your coach has answered this review"),
        _l("It cannot be changed any more, so that the answer fits what you said."),
    ),
    "review_answered": (_l("You have answered this review"), _l("An answer is given once, and stays.")),
    "review_hidden": (
        _l("The programme has hidden this review"),
        _l("It cannot be changed or answered. Ask the programme why."),
    ),
}
