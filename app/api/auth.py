"""Getting in: an account, a token, and its end."""

from datetime import timedelta

from flask import Blueprint, current_app, request
from flask_babel import get_locale, gettext

from app.api.caller import actor, caller
from app.api.endpoint import endpoint
from app.api.schemas.accounts import Credentials, Registered, Registration, Token
from app.db import transact
from app.domain import errors, passwords
from app.domain.actors import Actor, Channel
from app.domain.clock import utc_now
from app.domain.limits import CODE_ACCOUNT, SIGN_IN_ACCOUNT, SIGN_IN_NETWORK, SIGN_UP_NETWORK
from app.domain.networks import network_of
from app.domain.tokens import Scope
from app.integrations.crypto import cipher_of
from app.services import accounts, authenticators, limits, registration, tokens

bp = Blueprint("api_auth", __name__)

# How long a token counts that a password was given for.
LASTS = timedelta(days=30)

REGISTERING = (
    errors.RegistrationClosed, errors.BadEmail, errors.BadPhone, errors.BadTimezone, errors.WeakPassword,
    errors.GuessablePassword, errors.Missing, errors.TooLong, errors.RateLimited,
)  # fmt: skip


@bp.post("/auth/register")
@endpoint("Make an account", scope=None, body=Registration, answer=Registered, statuses=(202,), refuses=REGISTERING)
def register(body: Registration) -> Registered:
    """Make an account whose address is still to be confirmed; the answer is the same if there is one already."""
    config = current_app.config["COACHBOOK"]
    if config.registration != "open":
        raise errors.RegistrationClosed()
    transact(lambda: limits.take((SIGN_UP_NETWORK, network_of(request.remote_addr)), now=utc_now()))
    known = (body.name, body.email, config.programme_name)
    password_hash = passwords.make_hash(body.password.get_secret_value(), about=known)
    transact(
        lambda: registration.sign_up(
            email=body.email, name=body.name, phone=body.phone, phone_region=config.phone_region,
            timezone=body.timezone, locale=str(get_locale()), password_hash=password_hash, next_page="/",
            now=utc_now(),
        )
    )  # fmt: skip
    told = gettext("If %(address)s can be written to, a mail is on its way.", address=body.email.strip())
    return Registered(detail=told)


@bp.post("/auth/login")
@endpoint(
    "Get a token", scope=None, body=Credentials, answer=Token,
    refuses=(
        errors.BadCredentials, errors.AccountDeactivated, errors.CodeRequired, errors.WrongCode, errors.RateLimited,
    ),
)  # fmt: skip
def login(body: Credentials) -> Token:
    """Answer with a token for who knows the password."""
    # Counted with what is tried from browsers that nobody knows.
    network, account = network_of(request.remote_addr), f"{body.email.strip().lower()} "
    tries = ((SIGN_IN_NETWORK, network), (SIGN_IN_ACCOUNT, account))
    transact(lambda: limits.take(*tries, now=utc_now()))
    person = accounts.authenticate(email=body.email, password=body.password.get_secret_value())
    who, email, stamp, now = Actor(person.id, Channel.API), person.email, person.stamp, utc_now()
    if authenticators.is_on(person.id):
        _check_code(person.id, body.code)
    transact(lambda: limits.give_back(*tries))
    expires_at = now + LASTS
    signed_in = gettext("Signed in")
    token = transact(
        lambda: tokens.sign_in(actor=who, email=email, name=signed_in, expires_at=expires_at, stamp=stamp, now=now)
    )
    return Token(token=token, expires_at=expires_at)


def _check_code(user_id: int, code: str | None) -> None:
    """Let nobody in by the password alone who has a second factor (SEC-11)."""
    if code is None:
        raise errors.CodeRequired()
    tries, cipher = (CODE_ACCOUNT, str(user_id)), cipher_of(current_app.config["COACHBOOK"])
    transact(lambda: limits.take(tries, now=utc_now()))
    transact(lambda: authenticators.use_code(user_id=user_id, code=code, cipher=cipher, now=utc_now()))
    transact(lambda: limits.give_back(tries))


@bp.post("/auth/logout")
@endpoint("End the token of this request", scope=Scope.READ, statuses=(204,))
def logout() -> None:
    """End the token that came with this request."""
    token_id = caller().token_id
    transact(lambda: tokens.revoke(actor=actor(), number=token_id, now=utc_now()))
