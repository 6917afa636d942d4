"""Notes of one call that are typed in two windows: what one has kept is not lost by the other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from app.domain.log_version import PARTS, Notes

_SHOWN = re.compile(r"[0-9a-f]+( [0-9a-f]+){2}")


def write_shown(notes: Notes) -> str:
    """Return the marks of what a window shows, as text for its form. Raises TooLong, UnreadableText."""
    return " ".join(notes.marks)


def read_shown(text: str | None) -> Sequence[str]:
    """Return the marks that a form carried; of a text that is none, what equals no notes."""
    return text.split(" ") if text and _SHOWN.fullmatch(text) else ("",) * len(PARTS)


@dataclass(frozen=True, slots=True)
class Unseen:
    """The parts of a draft that a window does not know: those in which it typed something itself, and the others."""

    kept: Notes
    typed_too: tuple[str, ...]
    others: tuple[str, ...]

    @classmethod
    def of(cls, kept: Notes, typed: Notes, shown: Sequence[str]) -> Self:
        """Return what is kept and was not `shown` (its marks) to whoever typed; what they typed on from is known."""
        marked = zip(PARTS, kept.marks, typed.marks, shown, strict=True)
        unknown = {part: ours != before for part, theirs, ours, before in marked if theirs not in (before, ours)}
        new = {part: is_typed for part, is_typed in unknown.items() if not _holds(typed, kept, part)}
        return cls(
            kept, tuple(part for part in new if new[part]), tuple(part for part in new if not new[part])
        )  # fmt: skip

    def add_to(self, typed: Notes) -> Notes:
        """Return what was typed, with what is kept of the parts that stand as they were shown."""
        return Notes(**{part: getattr(self.kept if part in self.others else typed, part) for part in PARTS})


def _holds(typed: Notes, kept: Notes, part: str) -> bool:
    return " ".join(getattr(kept, part).split()) in " ".join(getattr(typed, part).split())
