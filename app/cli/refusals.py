"""What goes wrong at the command line, as one line on stderr and an exit code."""

from dataclasses import dataclass
from typing import Any

import click
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.domain.errors import DomainError, NotFound
from app.problems import describe
from app.services import doctor_database

FAILED = 1

# Where the words of the pages, which speak to a coach or a student, would mislead an administrator.
WORDS: dict[str, tuple[Any, Any]] = {
    "own_slot": (_l("The student is this slot's own coach"), _l("Choose another student.")),
    "email_unconfirmed": (
        _l("The student's e-mail address is not confirmed"),
        _l("They open the link that was sent to it, then you book."),
    ),
    "account_deactivated": (_l("This account is closed"), _l("Open it again with flask users reactivate.")),
    "slot_overlap": (
        _l("This overlaps another slot of the coach"),
        _l("It is on %(clashes_with)s. Choose a time before or after it."),
    ),
    "student_busy": (
        _l("The student has another call at that time"),
        _l("It is on %(clashes_with)s. Choose a time before or after it."),
    ),
    "over_limit": (
        _l("That is more calls than the programme allows the student"),
        _l("%(limits)s. %(way_of_admin)s"),
    ),
    "booking_paused": (
        _l("The student’s booking is paused"),
        _l("They missed calls; it lasts until %(until)s. flask users resume ends it."),
    ),
    "email_taken": (_l("There is an account with this e-mail address"), _l("Look at it with flask users show.")),
    "slot_taken": (_l("This slot is booked"), _l("Choose another one of flask slots list --status open.")),
    "slot_booked": (
        _l("A student has booked this slot"),
        _l("Cancel call %(call_id)s with flask calls cancel, or move it with flask calls move; then withdraw."),
    ),
    "slot_withdrawn": (_l("This slot is withdrawn"), _l("Choose another one of flask slots list --status open.")),
    "slot_in_past": (_l("That time is in the past"), _l("Choose one that lies ahead.")),
    "coach_off": (_l("The coach is off at that time"), _l("flask time-off list tells from when until when.")),
    "during_time_off": (
        _l("The coach is off at that time"),
        _l("That lasts from %(off_from)s until %(off_until)s. Choose another time."),
    ),
    "calls_inside": (
        _l("Booked calls are inside"),
        _l("Say with --calls what becomes of them. Their numbers: %(calls)s."),
    ),
    "coach_unavailable": (
        _l("This coach takes no bookings"),
        _l("The account is closed or the role was removed: flask users show tells."),
    ),
    "review_exists": (
        _l("The student has reviewed this call, so it counts as one that took place"),
        _l("If it was missed, flask calls settle says so, with a reason."),
    ),
    "feedback_exists": (
        _l("The coach has logged this call, so it counts as one that took place"),
        _l("If it was missed, flask calls settle says so, with a reason."),
    ),
    "missed_call": (
        _l("This call was missed"),
        _l("If it took place, say so with flask calls settle, or with flask calls outcome."),
    ),
    "changed_meanwhile": (_l("This call was changed meanwhile"), _l("Look at it with flask calls show.")),
    "busy": (_l("The database is busy"), _l("Nothing was changed. Try again in a moment.")),
}

MISSING: dict[object, Any] = {
    "call": _l("There is no call %(which)s."),
    "slot": _l("There is no slot %(which)s."),
    "user": _l("There is no account with the address %(which)s."),
    "coach": _l("%(which)s is not a coach."),
    "subject": _l("There is no subject %(which)s."),
    "rule": _l("There is no weekly rule %(which)s."),
    "time off": _l("There is no time off %(which)s."),
    "semester": _l("There is no semester %(which)s."),
    "wish": _l("There is no wish %(which)s."),
    "review": _l("Nobody has reviewed call %(which)s."),
    "holiday": _l("There is no holiday %(which)s."),
    "pause": _l("The booking of this student is not paused."),
    "mail": _l("There is no mail %(which)s."),
    "token": _l("There is no token %(which)s."),
    "webhook": _l("There is no webhook %(which)s."),
    "delivery": _l("There is no delivery %(which)s."),
    "report": _l("Nobody has reported a conversation %(which)s."),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A sentence for stderr with its exit code."""

    sentence: str
    exit_code: int


def refusal_of(error: Exception, command: click.Command) -> Refusal | None:
    """Return the refusal that an error is, or None for a bug."""
    if isinstance(error, DomainError):
        return Refusal(_sentence(error, command), describe(error).exit_code)
    trouble = doctor_database.trouble_of(error)
    if trouble is None:
        return None
    told = gettext("The database cannot be used: %(trouble)s. Ask flask doctor what is wrong.", trouble=trouble)
    return Refusal(told, FAILED)


def sentence_of(error: DomainError) -> str:
    """Return an error's sentence for an administrator."""
    return describe(error, words=WORDS).sentence


def _sentence(error: DomainError, command: click.Command) -> str:
    if isinstance(error, NotFound) and error.facts.get("kind") in MISSING:
        which = error.facts.get("number") or error.facts.get("name")
        return str(MISSING[error.facts["kind"]]) % {"which": which}
    problem = describe(error, words=WORDS)
    options = {parameter.name: parameter.opts[0] for parameter in command.params}
    named = options.get(problem.field or "", "")
    return f"{named}: {problem.sentence}" if named.startswith("--") else problem.sentence
