"""Everything that can be refused, as five kinds and their named errors.

An error carries a code and facts (aware instants, names, numbers); its words stand in `app.problems`.
"""

from typing import ClassVar


class DomainError(Exception):
    """A refusal that a person can understand and act on."""

    code: ClassVar[str] = "refused"
    field: str | None = None

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts


class NotFound(DomainError):
    """It does not exist, or it is not the asker's to know of."""

    code = "not_found"


class Forbidden(DomainError):
    """It exists, and this person may not."""

    code = "forbidden"


class Conflict(DomainError):
    """It was possible once, or would be; the present state refuses it."""

    code = "conflict"


class Invalid(DomainError):
    """What was given cannot be right; `field` names it."""

    code = "invalid"


class Unavailable(DomainError):
    """The database is too busy to answer; nothing was changed, and trying again is right."""

    code = "busy"


# Who may


class WrongRole(Forbidden):
    code = "wrong_role"


class OwnSlot(Forbidden):
    code = "own_slot"


class EmailUnconfirmed(Forbidden):
    code = "email_unconfirmed"


class AccountDeactivated(Forbidden):
    code = "account_deactivated"


class RegistrationClosed(Forbidden):
    code = "registration_closed"


# Slots and calls


class SlotOverlap(Conflict):
    code = "slot_overlap"
    field = "starts_at"


class SlotTaken(Conflict):
    code = "slot_taken"


class SlotWithdrawn(Conflict):
    code = "slot_withdrawn"


class SlotBooked(Conflict):
    code = "slot_booked"


class SlotStarted(Conflict):
    code = "slot_started"


class StudentBusy(Conflict):
    code = "student_busy"


class CoachBusy(Conflict):
    code = "coach_busy"


class CoachUnavailable(Conflict):
    code = "coach_unavailable"


class OverLimit(Conflict):
    code = "over_limit"


class AlreadyCancelled(Conflict):
    code = "already_cancelled"


class NotCancelled(Conflict):
    code = "not_cancelled"


class CallEnded(Conflict):
    code = "call_ended"


class CallStarted(Conflict):
    code = "call_started"


class TooLateToCancel(Conflict):
    code = "too_late_to_cancel"


class ChangedMeanwhile(Conflict):
    code = "changed_meanwhile"


class SameSlot(Conflict):
    code = "same_slot"


class OtherCoach(Invalid):
    code = "other_coach"
    field = "slot_id"


class TooEarlyForFeedback(Conflict):
    code = "too_early_for_feedback"


class TooEarlyForOutcome(Conflict):
    code = "too_early_for_outcome"


class FeedbackExists(Conflict):
    code = "feedback_exists"


class MissedCall(Conflict):
    code = "missed_call"


class SlotInPast(Invalid):
    code = "slot_in_past"
    field = "starts_at"


class TooSoon(Invalid):
    code = "too_soon"


class TooFar(Invalid):
    code = "too_far"
    field = "starts_at"


class NoSuchTime(Invalid):
    code = "no_such_time"
    field = "starts_at"


class WeekChanged(Conflict):
    code = "week_changed"
    field = "version"


class EmptySeries(Invalid):
    code = "empty_series"


class SeriesTooLong(Invalid):
    code = "series_too_long"


class UntilBeforeFrom(Invalid):
    code = "until_before_from"
    field = "until"


class ReasonRequired(Invalid):
    code = "reason_required"
    field = "reason"


class BadRating(Invalid):
    code = "bad_rating"
    field = "satisfaction"


class IdempotencyMismatch(Invalid):
    code = "idempotency_mismatch"


# Accounts


class EmailTaken(Conflict):
    code = "email_taken"
    field = "email"


class BadCredentials(Invalid):
    code = "bad_credentials"


class BadEmail(Invalid):
    code = "bad_email"
    field = "email"


class BadPhone(Invalid):
    code = "bad_phone"
    field = "phone"


class BadTimezone(Invalid):
    code = "bad_timezone"
    field = "timezone"


class BadLocale(Invalid):
    code = "bad_locale"
    field = "locale"


class WeakPassword(Invalid):
    code = "weak_password"
    field = "password"


class BookedCallsAhead(Conflict):
    code = "booked_calls_ahead"


class SubjectExists(Conflict):
    code = "subject_exists"
    field = "name"


class SubjectInUse(Conflict):
    code = "subject_in_use"


class BadMoney(Invalid):
    code = "bad_money"
    field = "rate"


class BadCurrency(Invalid):
    code = "bad_currency"
    field = "currency"


class FieldError(Invalid):
    """An error whose field is known only where it happens."""

    def __init__(self, field: str, **facts: object) -> None:
        super().__init__(field=field, **facts)
        self.field = field


class Missing(FieldError):
    code = "required"


class TooLong(FieldError):
    code = "too_long"


class UnreadableText(FieldError):
    code = "unreadable_text"
