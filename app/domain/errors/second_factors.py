"""A second factor and passkeys: what they refuse."""

from app.domain.errors.kinds import Conflict, Invalid


class WrongCode(Invalid):
    code = "wrong_code"
    field = "code"


class CodeRequired(Invalid):
    code = "code_required"
    field = "code"


class SignInEnded(Conflict):
    code = "sign_in_ended"


class SetupEnded(Invalid):
    code = "setup_ended"


class AuthenticatorOn(Conflict):
    code = "authenticator_on"


class AuthenticatorOff(Conflict):
    code = "authenticator_off"


class PasskeyRefused(Invalid):
    code = "passkey_refused"
    field = "credential"


class PasskeyExists(Conflict):
    code = "passkey_exists"
    field = "credential"


class TooManyPasskeys(Conflict):
    code = "too_many_passkeys"
    field = "name"
