"""Who speaks with a person's calendar on this installation."""

from typing import TYPE_CHECKING

from app.domain.ciphers import Unreadable
from app.domain.remote_calendars import CalendarClient, NotLetIn
from app.integrations.calendars.caldav import CalDav
from app.integrations.crypto import cipher_of
from app.integrations.outgoing import Outgoing

if TYPE_CHECKING:
    from config import Config


def client_of(config: "Config", *, account: str, secret: str) -> CalendarClient:
    """Return the client of an account whose password is kept encrypted. Raises NotLetIn if nobody can read it."""
    try:
        password = cipher_of(config).decrypt(secret)
    except Unreadable as error:
        raise NotLetIn("the password was encrypted with a key that is gone") from error
    return new_client(config, account=account, password=password)


def new_client(config: "Config", *, account: str, password: str) -> CalendarClient:
    """Return a client of an account that is not kept yet."""
    return CalDav(Outgoing(config.allowed_networks), account, password)
