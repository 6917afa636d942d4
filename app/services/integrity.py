"""What the database refused, in the domain's words: the last line when two requests pass every check at once."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from app.domain import errors
from app.domain.errors import DomainError

# PostgreSQL names the constraint; SQLite names the check or the trigger's rule, and for unique ones the columns.
REFUSALS: dict[str, type[DomainError]] = {
    "slots_no_overlap": errors.SlotOverlap,
    "slots_booked_by_call": errors.SlotBooked,
    "ck_slots_not_in_past": errors.SlotInPast,
    "uq_calls_active_slot": errors.SlotTaken,
    "calls.slot_id": errors.SlotTaken,
    "calls_coach_off": errors.CoachOff,
    "slots_coach_off": errors.DuringTimeOff,
    "calls_slot_held": errors.SlotHeld,
    "calls_slot_withdrawn": errors.SlotWithdrawn,
    "ck_calls_own_slot": errors.OwnSlot,
    "ck_calls_not_in_past": errors.SlotInPast,
    "ck_calls_not_moved_into_past": errors.SlotInPast,
    "ck_calls_outcome_after_end": errors.TooEarlyForOutcome,
    "calls_feedback_exists": errors.FeedbackExists,
    "calls_review_exists": errors.ReviewExists,
    "commitments_no_overlap": errors.StudentBusy,
    "semesters_no_overlap": errors.SemesterOverlap,
    "uq_semesters_key": errors.SemesterExists,
    "semesters.key": errors.SemesterExists,
    "uq_users_email": errors.EmailTaken,
    "users.email": errors.EmailTaken,
    "uq_passkeys_credential_id": errors.PasskeyExists,
    "passkeys.credential_id": errors.PasskeyExists,
    "uq_subjects_key": errors.SubjectExists,
    "subjects.key": errors.SubjectExists,
    "pk_subject_synonyms": errors.SubjectExists,
    "subject_synonyms.key": errors.SubjectExists,
}


def rule_of(error: IntegrityError) -> str:
    """Return the name of the constraint or rule that refused."""
    if isinstance(error.orig, sqlite3.IntegrityError):
        message = str(error.orig)
        return re.sub(r"^(UNIQUE|CHECK) constraint failed: ", "", message)
    return getattr(getattr(error.orig, "diag", None), "constraint_name", None) or ""


@contextmanager
def translated() -> Iterator[None]:
    """Turn the database's refusal into its domain error; one that no table row expects is a bug and passes on."""
    try:
        yield
    except IntegrityError as error:
        refusal = REFUSALS.get(rule_of(error))
        if refusal is None:
            raise
        raise refusal() from error
