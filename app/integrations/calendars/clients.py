"""Who speaks with a person's calendar on this installation."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.domain.ciphers import Unreadable
from app.domain.oauth import Tokens
from app.domain.outgoing import parse_networks
from app.domain.remote_calendars import CalendarClient, CalendarKind, NotLetIn, Way
from app.integrations.calendars.caldav import CalDav
from app.integrations.calendars.google import GoogleCalendar
from app.integrations.calendars.google_consent import GoogleConsent
from app.integrations.crypto import cipher_of
from app.integrations.outgoing import Outgoing

if TYPE_CHECKING:
    from config import Config

# Whoever runs the programme names Google's addresses, and nobody else can: they may lead anywhere.
ANYWHERE = parse_networks("0.0.0.0/0,::/0")


def find_way(config: "Config", *, account: str, secret: str, calendar: str) -> Way:
    """Return how to get at a calendar whose secret is kept encrypted; of who was erased all of it is in there.

    Raises NotLetIn if nobody can read it.
    """
    try:
        plain = cipher_of(config).decrypt(secret)
    except Unreadable as error:
        raise NotLetIn("it was encrypted with a key that is gone") from error
    return Way(account, plain, calendar) if calendar else Way.read(plain)


def client_of(config: "Config", *, kind: CalendarKind, way: Way, keep: Callable[[str], None]) -> CalendarClient:
    """Return the client of an account; `keep` is given what takes the place of its secret in time, encrypted."""
    if kind is CalendarKind.GOOGLE:
        return new_google(config, Tokens.read(way.proof), keep=lambda tokens: keep(seal(config, tokens)))
    return new_client(config, account=way.account, password=way.proof)


def new_client(config: "Config", *, account: str, password: str) -> CalendarClient:
    """Return a client of an account, by CalDAV, that is not kept yet."""
    return CalDav(Outgoing(config.allowed_networks), account, password)


def new_google(config: "Config", tokens: Tokens, *, keep: Callable[[Tokens], None]) -> CalendarClient:
    """Return a client of an account at Google."""

    def renew(old: Tokens) -> Tokens:
        new = consent_of(config).renew(old)
        keep(new)
        return new

    return GoogleCalendar(Outgoing(ANYWHERE), config.google_api_url, tokens, renew)


def consent_of(config: "Config", *, return_to: str = "") -> GoogleConsent:
    """Return who asks people at Google."""
    return GoogleConsent(config, Outgoing(ANYWHERE), return_to=return_to)


def seal(config: "Config", tokens: Tokens) -> str:
    """Return tokens as they are kept."""
    return cipher_of(config).encrypt(tokens.write())
