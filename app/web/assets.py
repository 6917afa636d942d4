"""Static files: an address that is good for ever, and the fewest bytes."""

import hashlib
import re
from functools import cache
from pathlib import Path
from urllib.parse import quote

import brotli
from flask import Flask, Response, abort, current_app, request, url_for

STATIC = Path(__file__).parent.parent / "static"
# What all pages share is one sheet and one script: to wait for a second file takes longer than to load a little more
# of the first, and the headers of each weigh as much as a small file.
TOGETHER = {
    "styles.css": ("app.css", "reviews.css", "chat.css", "figures.css", "week.css"),
    "scripts.js": ("vendor/htmx.min.js", "app.js", "copy.js", "live.js"),
}
# As small as it can be: a file is packed once for all who ask.
SMALLEST = 11
PACKED = "br"
TYPES = {"css": "text/css", "js": "text/javascript"}
# Lines of a sheet or a script that are comments alone, and what stands before any other.
FOR_PEOPLE = re.compile(r"^\s*(?:(?://[^\n]*\n|/\*.*?\*/\n)\s*)*", re.MULTILINE | re.DOTALL)


def register(app: Flask) -> None:
    """Send static files as this module knows them."""
    app.view_functions["static"] = send


def send(filename: str) -> Response:
    """Send a static file; what belongs together as one, and what is ours as programs read it."""
    if not _is_ours(filename):
        return current_app.send_static_file(filename)
    if filename not in TOGETHER and not (STATIC / filename).is_file():
        abort(404)
    response = Response(_read(filename), mimetype=TYPES[filename.rpartition(".")[2]])
    response.set_etag(_fingerprint(filename))
    response.make_conditional(request)
    return response


def _is_ours(name: str) -> bool:
    return "/" not in name and name.rpartition(".")[2] in TYPES


@cache
def _read(name: str) -> bytes:
    return b"\n".join(_plain(part) for part in TOGETHER.get(name, [name]))


def _plain(name: str) -> bytes:
    """Return a file without what is for people alone: the comments of our own sheets and scripts, and their indents."""
    content = (STATIC / name).read_bytes()
    return FOR_PEOPLE.sub("", content.decode()).encode() if _is_ours(name) else content


@cache
def _fingerprint(name: str) -> str:
    """Return a short hash of a static file, so that its address changes when it does."""
    return hashlib.sha256(_read(name)).hexdigest()[:12]


def asset(name: str) -> str:
    """Return the address of a static file, good for ever."""
    return url_for("static", filename=name, v=_fingerprint(name))


@cache
def icon() -> str:
    """Return the icon as an address that holds it: it is shorter than the headers of a file."""
    return "data:image/svg+xml," + quote((STATIC / "icon.svg").read_text("utf-8").strip(), safe="=:/")


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
