"""How often people may do what costs much (SEC-38): changes are counted for all processes, readings in each."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from ipaddress import ip_address
from threading import Lock
from typing import Any, TypeVar, cast

from flask import request

from app.domain.clock import utc_now
from app.domain.errors import RateLimited
from app.domain.limits import Limit
from app.domain.networks import network_of
from app.services import limits
from app.web.access import viewer, viewer_id

T = TypeVar("T")
View = TypeVar("View", bound=Callable[..., Any])

# So many askers are known at once; with more, those whose stretch is over are forgotten.
MOST_ASKERS = 10_000


class Readings:
    """How often each asker has read in the stretch that is running: kept in memory, for reading writes nothing."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], tuple[datetime, int]] = {}
        self._lock = Lock()

    def take(self, limit: Limit, asker: str, *, now: datetime) -> None:
        """Count a reading. Raises RateLimited when there have been enough."""
        since = limit.window(now)
        with self._lock:
            begun, count = self._counts.get((limit.name, asker), (since, 0))
            count = count + 1 if begun == since else 1
            if len(self._counts) >= MOST_ASKERS:
                self._counts = {key: kept for key, kept in self._counts.items() if kept[0] >= since}
            self._counts[limit.name, asker] = since, count
        if count > limit.times:
            raise RateLimited(wait=since + limit.per - now)

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._counts.clear()


readings = Readings()


def read_at_most(limit: Limit) -> Callable[[View], View]:
    """Let a person, or a network of visitors, open a view so often."""

    def slow(view: View) -> View:
        @wraps(view)
        def counted(**arguments: Any) -> Any:
            asker = _asker()
            if asker:
                readings.take(limit, asker, now=utc_now())
            return view(**arguments)

        return cast(View, counted)

    return slow


def at_most(limit: Limit, work: Callable[[], T]) -> Callable[[], T]:
    """Return work that counts against a person's limit in its own transaction: what is refused costs nothing."""

    def counted() -> T:
        limits.take((limit, str(viewer().id)), now=utc_now())
        return work()

    return counted


def _asker() -> str:
    """Return whom to count, or nobody: behind a proxy that is not trusted every visitor has this machine's address."""
    person = viewer_id()
    if person is not None:
        return str(person)
    try:
        is_hidden = ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        is_hidden = True
    return "" if is_hidden else network_of(request.remote_addr)
