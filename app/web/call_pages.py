"""What every page of one call shows: the call, the other person, and what the reader may do with it."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.domain.attendance import sayable_until
from app.domain.calls import CallStatus, Role, check_can_cancel
from app.domain.clock import utc_now
from app.domain.errors import CallStarted, DomainError, TooLateToCancel
from app.domain.profiles import Caller
from app.domain.requests import RequestState
from app.problems import Problem, describe
from app.services import call_views
from app.services.call_shapes import CallView
from app.web.access import policy, reader, viewer
from app.web.forms.calls import ConfirmForm, RestoreForm

# What a coach is told of the student of a call: that it cannot be, and nothing of the student's other calls.
OF_THE_STUDENT: dict[str, tuple[Any, Any]] = {
    "student_busy": (_l("The student has another call at that time"), _l("Choose another time.")),
    "over_limit": (
        _l("That is more calls than the programme allows the student"),
        _l("%(limits)s. Ask the student whether another one can be cancelled."),
    ),
    "booking_paused": (_l("The student cannot book for a while"), _l("The programme knows why.")),
    "account_deactivated": (_l("The student’s account is closed"), _l("Nobody can be booked for it.")),
    "email_unconfirmed": (
        _l("The student’s e-mail address is not confirmed"),
        _l("The student opens the link that was sent to it first."),
    ),
}


def told(call: CallView) -> dict[str, Any]:
    """Return what the pages of a call know of it and of its reader."""
    now = utc_now()
    is_coach = call.coach.id == viewer().id
    refusal = _refusal(call, is_coach=is_coach)
    return {
        "call": call,
        "now": now,
        "is_coach": is_coach,
        "me": call.coach if is_coach else call.student,
        "other": call.student if is_coach else call.coach,
        "is_caller": is_coach == (call.caller is Caller.COACH),
        "may_change": refusal is None,
        "may_undo": _may_undo(call),
        "undo": RestoreForm(formdata=None),
        "answer": ConfirmForm(formdata=None),
        "is_waiting": call.request is RequestState.WAITING,
        "is_late": isinstance(refusal, TooLateToCancel),
        "has_ended": call.ends_at <= now,
        "is_on": isinstance(refusal, CallStarted),
        "say_until": sayable_until(call.ends_at, call.outcome_at),
        "deadline": policy().cancel_deadline(call.starts_at),
    }


def changeable(call_id: int) -> CallView:
    """Return a call that the reader may still cancel or move, or raise why not."""
    call = call_views.get(call_id, reader())
    refusal = _refusal(call, is_coach=call.coach.id == viewer().id)
    if refusal is not None:
        raise refusal
    return call


def problem_of(refused: DomainError, call: CallView) -> Problem:
    """Return why something about a call cannot be, in words for its coach or its student, whoever reads."""
    is_coach = call.coach.id == viewer().id
    return describe(refused, words=OF_THE_STUDENT if is_coach else {})


def _refusal(call: CallView, *, is_coach: bool) -> DomainError | None:
    try:
        check_can_cancel(call.facts, role=Role.COACH if is_coach else Role.STUDENT, policy=policy(), now=utc_now())
    except DomainError as error:
        return error
    return None


def _may_undo(call: CallView) -> bool:
    is_own = call.status is CallStatus.CANCELLED and call.cancelled_by_id == viewer().id
    return is_own and call.is_slot_free and call.restored_by_id is None and call.starts_at > utc_now()
