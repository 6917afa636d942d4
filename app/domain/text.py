"""Text that people type: one normal form, no characters that a database or a screen cannot hold."""

import re
import unicodedata

from app.domain.errors import Missing, TooLong, UnreadableText

NAME_LENGTH = 120
LINE_LENGTH = 200
NOTE_LENGTH = 4000
REASON_LENGTH = 500

# As many characters at the most become one in normal form C.
_MOST_COMPOSED = 4

# A spreadsheet would run a cell that begins so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control characters other than tab and line feed, and marks that reorder what others read.
_UNWANTED = re.compile(r"[\x01-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def clean(text: str | None, *, field: str, limit: int, required: bool = False) -> str:
    """Return text in Unicode normal form C, trimmed, without control characters.

    Raises UnreadableText for NUL and lone surrogates, TooLong above `limit` characters, Missing if required and
    nothing of it can be seen.
    """
    return _checked(_normal(text or "", field, limit).strip(), field, limit, required)


def clean_line(text: str | None, *, field: str, limit: int = LINE_LENGTH, required: bool = False) -> str:
    """Return text cleaned as by `clean` and laid on one line."""
    return _checked(" ".join(_normal(text or "", field, limit).split()), field, limit, required)


def printable(text: str) -> str:
    """Return text that no file format breaks at: line feed and tab are the only control characters left (SEC-27)."""
    readable = text.encode("utf-8", "replace").decode().replace("\x00", "")
    return _UNWANTED.sub("", _LINE_ENDS.sub("\n", readable))


def printable_line(text: str) -> str:
    """Return text as `printable` does, laid on one line, as for the subject of a mail (SEC-26)."""
    return " ".join(printable(text).split())


def safe_cell(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _normal(text: str, field: str, limit: int) -> str:
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise UnreadableText(field)
    text = _UNWANTED.sub("", _LINE_ENDS.sub("\n", text)).strip()
    # Normalising takes time that grows with the square of the text's accents: 100,000 of them would take seconds.
    if len(text) > limit * _MOST_COMPOSED:
        raise TooLong(field, limit=limit, length=len(text))
    return unicodedata.normalize("NFC", text)


def _checked(text: str, field: str, limit: int, required: bool) -> str:
    if len(text) > limit:
        raise TooLong(field, limit=limit, length=len(text))
    if required and not any(character.isprintable() and not character.isspace() for character in text):
        raise Missing(field)
    return text
