"""Who someone is, and what their account says and allows."""

from app.domain.errors.kinds import Conflict, Forbidden, Invalid, TooMany


class WrongRole(Forbidden):
    code = "wrong_role"


class EmailUnconfirmed(Forbidden):
    code = "email_unconfirmed"


class AccountDeactivated(Forbidden):
    code = "account_deactivated"


class RegistrationClosed(Forbidden):
    code = "registration_closed"


class BadCredentials(Invalid):
    code = "bad_credentials"


class WrongPassword(Invalid):
    code = "wrong_password"
    field = "present"


class LinkExpired(Invalid):
    code = "link_expired"


class RateLimited(TooMany):
    code = "rate_limited"


class EmailTaken(Conflict):
    code = "email_taken"
    field = "email"


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


class GuessablePassword(WeakPassword):
    code = "guessable_password"


class MissingScope(Forbidden):
    code = "missing_scope"
