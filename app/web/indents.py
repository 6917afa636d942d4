"""Pages without the indents of their templates, which are for whoever writes them."""

import re

from jinja2.ext import Extension

# The line after a tag goes on with that of the tag, for its end is left out; one blank of the indent parts the words.
PARTS_WORDS = (
    r"(?<=\S)(\{%(?:(?!%\}).)*(?<!-)%\}\n)[ \t]+(?=[^\s<{]|\{\{|<(?:a|b|button|em|input|select|span|strong)\b)"
)
INDENT = re.compile(rf"{PARTS_WORDS}|^[ \t]+", re.MULTILINE)
MAIL = "email/"


class Indents(Extension):
    """Leaves the indents out of templates of pages; words that go over lines would lose theirs too."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source as it is compiled; its lines keep their numbers."""
        is_page = name is not None and name.endswith(".html") and not name.startswith(MAIL)
        return INDENT.sub(_blank, source) if is_page else source


def _blank(indent: re.Match[str]) -> str:
    return f"{indent[1]} " if indent[1] else ""
