"""Which request, or which run of a command, is being served: its id joins all that it did in the audit (I-22)."""

import re
import secrets
from contextvars import ContextVar

WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")

_present: ContextVar[str] = ContextVar("request_id", default="")


def begin(given: str = "") -> None:
    """Give what follows an id: the given one if it is well-formed, else a new one."""
    _present.set(given if WELL_FORMED.fullmatch(given) else secrets.token_hex(8))


def present() -> str:
    """Return the id of what is being served, empty outside of any request or command."""
    return _present.get()
