"""Notes of one call that are typed in two windows: what one has kept is not lost by the other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Self

from app.domain.log_version import MARK_LENGTH, PARTS, Notes

NOBODY = ("",) * len(PARTS)

_SHOWN = re.compile(rf"[0-9a-f]{{{MARK_LENGTH}}}( [0-9a-f]{{{MARK_LENGTH}}}){{{len(PARTS) - 1}}}")
_NAME_BYTES = 4
_NAME = re.compile(rf"[0-9a-f]{{{2 * _NAME_BYTES}}}")


def name_window() -> str:
    """Return a name for a form of notes by which what is typed in it is known again, even if no answer comes."""
    return token_hex(_NAME_BYTES)


def write_shown(notes: Notes) -> str:
    """Return the marks of what a window shows, as text for its form. Raises TooLong, UnreadableText."""
    return " ".join(notes.marks)


def write_windows(names: Sequence[str]) -> str:
    """Return the names of the windows in which the parts of a draft were typed, as text."""
    return " ".join(names)


def read_windows(text: str) -> Sequence[str]:
    """Return the names that a draft carried; of a text that is none, nobody's."""
    names = text.split(" ")
    return names if len(names) == len(PARTS) else NOBODY


@dataclass(frozen=True, slots=True)
class Window:
    """One of the windows in which the notes of a call stand: its name, and the marks of what it shows as kept."""

    name: str
    shown: Sequence[str]

    @classmethod
    def read(cls, name: str | None, shown: str | None) -> Self | None:
        """Return the window of a form, that shows no notes if what it carried is no marks; None if it carried none."""
        if shown is None:
            return None
        marks = shown.split(" ") if _SHOWN.fullmatch(shown) else NOBODY
        return cls(name if name and _NAME.fullmatch(name) else "", marks)

    def sign(self, typed: Notes, windows: Sequence[str]) -> Sequence[str]:
        """Return in which windows the parts of a draft were typed: in this one, or in those of the last draft."""
        marked = zip(typed.marks, self.shown, windows, strict=True)
        return [self.name if ours != before else name for ours, before, name in marked]


@dataclass(frozen=True, slots=True)
class Unseen:
    """The parts of a draft that a window does not know: those in which it typed something itself, and the others."""

    kept: Notes
    typed_too: tuple[str, ...]
    others: tuple[str, ...]

    @classmethod
    def of(cls, kept: Notes, windows: Sequence[str], typed: Notes, window: Window) -> Self:
        """Return what is kept, was not shown to this window and was not typed in it."""
        marked = zip(PARTS, kept.marks, windows, typed.marks, window.shown, strict=True)
        new = {
            part: ours != before
            for part, theirs, name, ours, before in marked
            if theirs not in (before, ours) and (not name or name != window.name)
        }
        typed_too = tuple(part for part, is_typed in new.items() if is_typed)
        return cls(kept, typed_too, tuple(part for part, is_typed in new.items() if not is_typed))

    def add_to(self, typed: Notes) -> Notes:
        """Return what was typed, with what is kept of the parts that stand as they were shown."""
        return Notes(**{part: getattr(self.kept if part in self.others else typed, part) for part in PARTS})
