"""Files in forms: which views take one, and how large what they are sent may be."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request

View = TypeVar("View", bound=Callable[..., Any])

# A file that is too large is told so by its form, unless it is far too large to be read at all.
FAR = 2


def takes_file(largest: int) -> Callable[[View], View]:
    """Let a form that a view reads hold a file of so many bytes."""

    def mark(view: View) -> View:
        view.largest_file = largest  # type: ignore[attr-defined]  # a mark on the function itself
        return view

    return mark


def allow_file() -> bool:
    """Return whether this request may hold a file, and let it be as long as that needs."""
    largest = getattr(current_app.view_functions.get(request.endpoint or ""), "largest_file", None)
    if largest is None:
        return False
    request.max_content_length = FAR * largest
    return True
