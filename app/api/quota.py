"""How many requests a caller may still send: counted for all processes, and fetched a few at a time.

A change to the database with each request would make reading as dear as writing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from flask import Flask, Response, current_app, g

from app.db import transact
from app.domain.limits import Limit
from app.services import limits

PER = timedelta(minutes=1)
PORTION = 10
# Callers of earlier minutes are forgotten from then on.
MANY = 1000


@dataclass(slots=True)
class Portion:
    """What this process has fetched of a caller's requests of one minute, and how many are left to all."""

    since: datetime
    here: int
    elsewhere: int


_portions: dict[str, Portion] = {}
_lock = Lock()


def spend(whose: str, *, now: datetime) -> None:
    """Count a request. Raises RateLimited when there have been enough in this minute."""
    limit = Limit("api", current_app.config["COACHBOOK"].api_requests_per_minute, PER)
    since = limit.window(now)
    portion = _take(whose, since)
    if portion is None:
        fetched, left = transact(lambda: limits.fetch(limit, whose, PORTION, now=now))
        portion = Portion(since, fetched - 1, left)
        with _lock:
            _portions[whose] = portion
    g.quota = (limit.times, portion.here + portion.elsewhere, since + PER - now)


def _take(whose: str, since: datetime) -> Portion | None:
    with _lock:
        if len(_portions) > MANY:
            for old in [name for name, portion in _portions.items() if portion.since < since]:
                del _portions[old]
        portion = _portions.get(whose)
        if portion is None or portion.since != since or portion.here == 0:
            return None
        portion.here -= 1
        return portion


def tell(response: Response) -> Response:
    """Add how many requests are left, and for how many seconds (draft-ietf-httpapi-ratelimit-headers-10)."""
    if "quota" in g:
        times, left, rest = g.quota
        response.headers["RateLimit-Policy"] = f'"requests";q={times};w={int(PER.total_seconds())}'
        response.headers["RateLimit"] = f'"requests";r={left};t={int(rest.total_seconds()) + 1}'
    return response


def register(app: Flask) -> None:
    """Tell it with every answer that was counted, and begin anew with each application."""
    _portions.clear()
    app.after_request(tell)
