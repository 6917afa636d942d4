"""Text that people type: one normal form, no characters that a database or a screen cannot hold."""

import re
import unicodedata

from app.domain.errors import Missing, TooLong, UnreadableText

NAME_LENGTH = 120
LINE_LENGTH = 200
NOTE_LENGTH = 4000

# Control characters other than tab and line feed, line separators, and marks that reorder what others read.
_UNWANTED = re.compile(r"[\x01-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def clean(text: str | None, *, field: str, limit: int, required: bool = False) -> str:
    """Return text in Unicode normal form C, trimmed, without control characters.

    Raises UnreadableText for NUL and lone surrogates, TooLong above `limit` characters, Missing if required and empty.
    """
    text = text or ""
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise UnreadableText(field)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _UNWANTED.sub("", text).strip()
    if len(text) > limit:
        raise TooLong(field, limit=limit, length=len(text))
    if required and not text:
        raise Missing(field)
    return text


def clean_line(text: str | None, *, field: str, limit: int = LINE_LENGTH, required: bool = False) -> str:
    """Return text cleaned as by `clean` and laid on one line."""
    return clean(" ".join((text or "").split()), field=field, limit=limit, required=required)
