"""What was agreed at a call, as it is written: a line for each step."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from app.domain.text import NOTE_LENGTH, clean, clean_line

# How much two lines have in common, from 0 to 1, if one of them is the other corrected: more than a verb.
ALIKE = 0.75
NUMBER = re.compile(r"\d+")


def list_lines(written: str, *, limit: int) -> list[str]:
    """Return the lines on which something stands, each as it is saved. Raises TooLong, UnreadableText."""
    text = clean(written, field="next_steps", limit=NOTE_LENGTH)
    lines = [clean_line(line, field="next_steps", limit=limit) for line in text.splitlines()]
    return [line for line in dict.fromkeys(lines) if line]


def find_corrected(before: Sequence[str], lines: Sequence[str]) -> dict[str, str]:
    """Return the lines that stand in the place of another, much like it, by what they were.

    Another step in the same place is a new one, and so is one with another number, as of the next chapter: it would be
    done before anybody heard of it.
    """
    found: dict[str, str] = {}
    for change, first, last, begin, end in SequenceMatcher(None, before, lines, autojunk=False).get_opcodes():
        if change != "replace":
            continue
        for old, new in zip(before[first:last], lines[begin:end], strict=False):
            if old not in lines and new not in before and _is_alike(old, new):
                found[old] = new
    return found


def _is_alike(old: str, new: str) -> bool:
    if NUMBER.findall(old) != NUMBER.findall(new):
        return False
    return SequenceMatcher(None, old.casefold(), new.casefold(), autojunk=False).ratio() >= ALIKE
