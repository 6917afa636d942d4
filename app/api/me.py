"""The caller's own profile."""

from flask import Blueprint, current_app

from app.api.caller import actor, caller
from app.api.endpoint import endpoint
from app.api.schemas.accounts import Me, MeChange
from app.db import transact
from app.domain import errors
from app.domain.clock import utc_now
from app.domain.tokens import Scope
from app.services import account_views, accounts

bp = Blueprint("api_me", __name__)


@bp.get("/me")
@endpoint("Read your profile", scope=Scope.READ, answer=Me)
def show() -> Me:
    """Return the caller's profile."""
    return _told()


@bp.patch("/me")
@endpoint(
    "Change your profile",
    scope=Scope.WRITE,
    body=MeChange,
    answer=Me,
    refuses=(errors.BadPhone, errors.BadTimezone, errors.BadLocale, errors.TooLong, errors.Missing),
)
def change(body: MeChange) -> Me:
    """Change what is given, and leave the rest."""
    region, email = current_app.config["COACHBOOK"].phone_region, caller().email
    transact(
        lambda: accounts.edit(
            actor=actor(), email=email, name=body.name, phone=body.phone, phone_region=region,
            timezone=body.timezone, locale=body.locale, now=utc_now(),
        )
    )  # fmt: skip
    return _told()


def _told() -> Me:
    return Me.of(account_views.get_by_id(caller().id))
