"""Pages without the indents of their templates, which are for whoever writes them."""

import re

from jinja2.ext import Extension

INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
MAIL = "email/"


class Indents(Extension):
    """Leaves the indents out of templates of pages; words that go over lines would lose theirs too."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source as it is compiled; its lines keep their numbers."""
        is_page = name is not None and name.endswith(".html") and not name.startswith(MAIL)
        return INDENT.sub("", source) if is_page else source
