"""Who calls: the person whose token came with the request, or nobody."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from flask import current_app, g, request

from app import formats
from app.api import quota
from app.db import transact
from app.domain.actors import Actor, Channel
from app.domain.clock import utc_now
from app.domain.errors import Missing, MissingScope, Unauthorised, Unavailable
from app.domain.networks import network_of
from app.domain.policy import Policy
from app.domain.tokens import Scope
from app.services import tokens
from app.services.bookability import Booking
from app.services.call_shapes import Reader

# How exactly it is known when a token was last used: each request would else be a change to the database.
SEEN_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Caller:
    """The person a token belongs to, and what it is good for."""

    id: int
    email: str
    timezone: str
    token_id: int
    scopes: frozenset[str]


def identify(scope: Scope | None) -> None:
    """Find out who calls, and let them pass who may.

    Where anybody may read, a token only adds what is the person's own; but a wrong one is always refused. Raises
    Unauthorised, MissingScope, RateLimited.
    """
    token = _token()
    g.caller = _find(token) if token else None
    quota.spend(f"person {g.caller.id}" if g.caller else f"network {network_of(request.remote_addr)}", now=utc_now())
    if g.caller is None and (scope is not None or token is not None):
        raise Unauthorised()
    if scope is not None and scope not in g.caller.scopes:
        raise MissingScope(scope=scope.value)


def _token() -> str | None:
    """Return what came as a token, which may be nothing like one; None if nothing came."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _find(token: str) -> Caller | None:
    found = tokens.find(token, now=utc_now())
    if found is None:
        return None
    person, row = found
    formats.read_as(locale=person.locale, timezone=person.timezone, hour_cycle=person.hour_cycle)
    who = Caller(person.id, person.email, person.timezone, row.id, frozenset(row.scopes.split()))
    _see(row.id, row.last_used_at)
    return who


def _see(token_id: int, seen_at: datetime | None) -> None:
    """Remember now and then that this token is used, unless the database is too busy for such a thing."""
    now = utc_now()
    if seen_at is None or now - seen_at >= SEEN_EVERY:
        with suppress(Unavailable):
            transact(lambda: tokens.see(token_id, now=now))


def caller() -> Caller:
    """Return who calls; only views that demand somebody may ask."""
    return cast(Caller, g.caller)


def caller_id() -> int | None:
    """Return the caller's number, or None for anybody."""
    return g.caller.id if g.caller else None


def caller_zone() -> str:
    """Return the zone that the caller lives by, or UTC for anybody."""
    return g.caller.timezone if g.caller else "UTC"


def actor() -> Actor:
    """Return the caller as one who acts for themselves."""
    return Actor(caller().id, Channel.API)


def policy() -> Policy:
    """Return the programme's limits."""
    limits: Policy = current_app.config["COACHBOOK"].policy
    return limits


def reader() -> Reader:
    """Return the caller as one who reads now."""
    return Reader(actor(), policy(), utc_now())


def booking() -> Booking:
    """Return the question whether the caller, or anybody, may book now."""
    return Booking(caller_id(), policy(), utc_now())


def key() -> str | None:
    """Return what tells this request from another that asks for the same (I-17). Raises Missing for an empty one."""
    given = request.headers.get("Idempotency-Key")
    if given is not None and not given.strip():
        raise Missing("Idempotency-Key")
    return given
