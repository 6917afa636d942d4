"""What addresses say: numbers of rows, and the pages of this site that a person is sent back to."""

from urllib.parse import urlencode, urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter

from app.db import LARGEST_NUMBER

# More than any address of ours; a longer one would be a header that servers in between refuse.
LONGEST_ADDRESS = 2000
MOST_DIGITS = len(str(LARGEST_NUMBER))


class NumberConverter(IntegerConverter):
    """The number of a row in a path; one that no database can count to is read as the largest, which no row has."""

    def to_python(self, value: str) -> int:
        """Return the number. Refused here it would be another method's fault, which is no answer to it."""
        return LARGEST_NUMBER if len(value) > MOST_DIGITS else min(int(value), LARGEST_NUMBER)


def row_number(name: str) -> int | None:
    """Return the number of a row from the query or the form, if the database can count to it."""
    number = request.values.get(name, type=int)
    return number if number is not None and 0 < number <= LARGEST_NUMBER else None


def local_path(address: str | None) -> str:
    """Return the address if it is a path of this site, else the home page (SEC-23)."""
    if not address or not address.startswith("/") or address[1:2] in ("/", "\\") or len(address) > LONGEST_ADDRESS:
        return "/"
    if "\\" in address or any(ord(character) < 0x21 for character in address):
        return "/"
    return address


def page_of_request() -> str:
    """Return the address of the page that this request belongs to: itself, or the one a form on it was sent from."""
    if request.method in ("GET", "HEAD"):
        return request.full_path.rstrip("?")
    adapter = current_app.create_url_adapter(request)
    path = request.path
    while adapter and path:
        try:
            adapter.match(path, method="GET")
        except HTTPException:
            path = path.rpartition("/")[0]
        else:
            return path
    return "/"


def short_address(*unneeded: str) -> str | None:
    """Return this request's address without what its form sent empty, or sends unneeded; None if it is as short."""
    given = list(request.args.items(multi=True))
    kept = [(name, value) for name, value in given if value and name not in unneeded]
    if kept == given:
        return None
    return f"{request.script_root}{request.path}" + (f"?{urlencode(kept)}" if kept else "")


def page_in_browser() -> str:
    """Return the path of the page that HTMX says it is on, or the home page if that is no address."""
    try:
        here = urlsplit(request.headers.get("HX-Current-URL", "/"))
    except ValueError:
        return "/"
    return here.path + (f"?{here.query}" if here.query else "")
