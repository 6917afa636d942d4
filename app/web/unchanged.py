"""What is sent again as it was written, or not read again, as long as the database holds what it held then."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import Any, TypeVar, cast

from cachetools import LRUCache
from flask import Flask, Response, current_app, g, request, session

from app.db import plan_alike, version
from app.domain.clock import utc_now
from app.web.responses import has_message

View = TypeVar("View", bound=Callable[..., Any])
Read = TypeVar("Read")

NAME = "coachbook-unchanged"
# A page some 5 kB, packed, and who reads it less than one.
MOST = 512
# In seconds, from one whole minute to the next: what may be booked goes by the clock as well, and calls begin, and the
# notice before them ends, on whole minutes.
LONGEST = 60
# What a request names its page and its packing by, as WSGI says it (PEP 3333); beside it, what HTMX tells of it.
ADDRESS = {"wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT_ENCODING"}
# Headers of one answer alone.
OWN = {"set-cookie", "speculation-rules"}
# What is told of a page that the browser has: all other headers it keeps with the page (RFC 9110, section 15.4.5).
UNCHANGED = {"ETag", "Cache-Control", "Vary", "Set-Cookie"}


class Again(Response):
    """What was sent before, with the headers that it had."""


@dataclass(frozen=True, slots=True)
class Written:
    """An answer as it was sent; without its words if the browser had them."""

    etag: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None

    def again(self) -> Again | None:
        """Return the answer to send, or None where words are asked for that are not known."""
        if request.if_none_match.contains_weak(self.etag):
            told = [(name, value) for name, value in self.headers if name in UNCHANGED]
            return Again(status=304, headers=told)
        return None if self.body is None else Again(self.body, headers=list(self.headers))


def while_unchanged(view: View) -> View:
    """Answer what was asked before, by somebody for whom it is the same, without calling the view.

    Nothing is kept for longer than LONGEST, nor beyond a commit, whatever process makes it.
    """

    @wraps(view)
    def answer(**arguments: Any) -> Any:
        if "version" not in g or has_message():
            return view(**arguments)
        asked = _asked()
        memory, lock = current_app.extensions[NAME]
        with lock:
            known: Written | None = memory.get(asked)
        again = known.again() if known else None
        if again is not None:
            return again
        g.asked = asked
        plan_alike()
        return view(**arguments)

    answer.is_kept = True  # type: ignore[attr-defined]  # a mark on the function itself
    return cast(View, answer)


def read_once(read: Callable[..., Read], *of: Hashable, **by_clock: Any) -> Read:
    """Return what a function reads of this, from memory while the database holds what it held and the minute lasts."""
    if "version" not in g:
        return read(*of, **by_clock)
    memory, lock = current_app.extensions[NAME]
    asked = (g.version, _moment(), read, of)
    with lock:
        known = memory.get(asked)
    if known is None:
        known = read(*of, **by_clock)
        with lock:
            memory[asked] = known
    return cast(Read, known)


def begin() -> None:
    """Ask for the state of the data before anything is read of it, the reader's own settings included."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method == "GET" and getattr(view, "is_kept", False):
        g.version = version()


def _asked() -> Hashable:
    """Return all that an answer comes of: the data, the time, the address, and what the browser says of its reader."""
    told = ((name, value) for name, value in request.environ.items() if name in ADDRESS or name.startswith("HTTP_HX_"))
    cookies = (pair for pair in request.cookies.items() if pair[0] != current_app.config["SESSION_COOKIE_NAME"])
    known = ((name, str(value)) for name, value in session.items())
    return g.version, _moment(), *(tuple(sorted(pairs)) for pairs in (told, cookies, known))


def _moment() -> int:
    return int(utc_now().timestamp()) // LONGEST


def keep(response: Response) -> Response:
    """Remember an answer that has been written, packed as it is sent."""
    asked = g.pop("asked", None)
    etag = response.get_etag()[0]
    if asked is None or etag is None or response.status_code not in (200, 304) or session.modified:
        return response
    headers = tuple((name, value) for name, value in response.headers if name.lower() not in OWN)
    memory, lock = current_app.extensions[NAME]
    with lock:
        memory[asked] = Written(etag, headers, response.get_data() if response.status_code == 200 else None)
    return response


def register(app: Flask) -> None:
    """Give the application its memory, and look at each answer when it is packed."""
    memory: LRUCache[Hashable, Any] = LRUCache(MOST)
    app.extensions[NAME] = memory, Lock()
    app.after_request(keep)
