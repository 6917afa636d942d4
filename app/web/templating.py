"""How templates are read, and how they find the words that all of them know."""

from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment

from app import formats
from app.web.indents import Indents


class Templates(Environment):
    """Templates whose globals are one dictionary, complete before the first of them is read.

    Jinja looks through a chain of two for each of forty names, whenever a template includes or imports another.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template, its own in front."""
        return {**self.globals, **(d or {})}


def register(app: Flask) -> None:
    """Let templates find the reader's language once for a page, and leave out what only the source needs."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # Babel's extension adds it
        lambda words: formats.translations().gettext(words),
        lambda one, some, count: formats.translations().ngettext(one, some, count),
        newstyle=True,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(Indents)
