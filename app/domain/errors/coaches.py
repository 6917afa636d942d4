"""Coaches, and what they teach."""

from app.domain.errors.kinds import Conflict, Invalid


class CoachUnavailable(Conflict):
    code = "coach_unavailable"


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
