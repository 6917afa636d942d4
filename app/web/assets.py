"""Static files: an address that is good for ever, and the fewest bytes."""

import hashlib
from functools import cache
from pathlib import Path

import brotli
from flask import Response, request, url_for

STATIC = Path(__file__).parent.parent / "static"
# As small as it can be: a file is packed once for all who ask.
SMALLEST = 11
PACKED = "br"


@cache
def _fingerprint(name: str) -> str:
    """Return a short hash of a static file, so that its address changes when it does."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """Return the address of a static file, good for ever."""
    return url_for("static", filename=name, v=_fingerprint(name))


def pack(response: Response) -> None:
    """Send a whole static file as small as the browser can read it."""
    if response.status_code != 200 or not request.accept_encodings.quality(PACKED):
        return
    etag, _ = response.get_etag()
    if etag:
        # The same file, in other bytes (RFC 9110, section 8.8.1).
        response.set_etag(etag, weak=True)
    response.set_data(_packed(response.get_data()))
    response.content_encoding = PACKED
    response.vary.add("Accept-Encoding")


@cache
def _packed(content: bytes) -> bytes:
    return bytes(brotli.compress(content, quality=SMALLEST))
