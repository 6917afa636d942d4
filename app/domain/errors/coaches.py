"""Coaches, and what they teach."""

from app.domain.errors.kinds import Conflict, FieldError, Invalid


class CoachUnavailable(Conflict):
    code = "coach_unavailable"


class CoachElsewhere(Conflict):
    code = "coach_elsewhere"


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


class BadLanguage(Invalid):
    code = "bad_language"
    field = "languages"


class BadMinutes(FieldError):
    code = "bad_minutes"


class TooManyNames(FieldError):
    code = "too_many_names"
