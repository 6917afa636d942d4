"""Tokens with which a program acts for a person."""

from app.domain.errors.kinds import Invalid


class BadScope(Invalid):
    code = "bad_scope"
    field = "scopes"


class ExpiryInPast(Invalid):
    code = "expiry_in_past"
    field = "expires"
