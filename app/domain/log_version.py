"""What a coach writes in the log of a call, and what they saw of it when they began."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from app.domain.step_lines import list_lines
from app.domain.text import NOTE_LENGTH, clean

PARTS = ("private_note", "shared_note", "next_steps")

MARK_LENGTH = 12
_WRITTEN = re.compile(rf"([0-9a-f]{{{MARK_LENGTH}}} ){{{len(PARTS) + 1}}}[0-9a-f]{{{MARK_LENGTH}}}( [0-9]{{1,19}})*")


@dataclass(frozen=True, slots=True)
class Notes:
    """What is written beside the score: two notes, and what was agreed, a line for each step."""

    private_note: str
    shared_note: str
    next_steps: str

    @property
    def marks(self) -> tuple[str, ...]:
        """Return a mark for each of the three, alike where saving them would make no difference.

        Raises TooLong, UnreadableText.
        """
        steps = sorted(set(list_lines(self.next_steps, limit=NOTE_LENGTH)))
        notes = (clean(getattr(self, part), field=part, limit=NOTE_LENGTH) for part in PARTS[:2])
        return (*map(_mark, notes), _mark("\n".join(steps)))


@dataclass(frozen=True, slots=True)
class LogVersion:
    """Marks of the notes, of the score and of the steps that came up, and which of these were done.

    It travels in the form as text.
    """

    notes: tuple[str, ...]
    rest: tuple[str, ...]
    done: frozenset[int]

    @classmethod
    def of(cls, satisfaction: object, notes: Notes, due: Iterable[tuple[int, str]], done: Iterable[int]) -> Self:
        """Return what is to be seen of a log. Raises TooLong, UnreadableText."""
        steps = "\n".join(f"{number} {body}" for number, body in sorted(due))
        return cls(notes.marks, (_mark(str(satisfaction)), _mark(steps)), frozenset(done))

    @classmethod
    def read(cls, text: str | None) -> Self:
        """Return what a form or a draft carried; of a text that is none, what equals no log."""
        if not _WRITTEN.fullmatch(text or ""):
            return cls((), (), frozenset())
        marks = (text or "").split(" ")
        most = len(PARTS) + 2
        return cls(tuple(marks[: len(PARTS)]), tuple(marks[len(PARTS) : most]), frozenset(map(int, marks[most:])))

    def write(self) -> str:
        """Return the text for the form."""
        return " ".join([*self.notes, *self.rest, *map(str, sorted(self.done))])

    def rebase(self, typed: Notes, saved: Notes) -> Notes:
        """Return what a coach who typed on this version wants: their own words, and what is saved of all others."""
        touched = self._differs(typed)
        return Notes(**{part: getattr(typed if part in touched else saved, part) for part in PARTS})

    def rebase_done(self, ticked: frozenset[int], later: "LogVersion") -> frozenset[int]:
        """Return which steps are done for a coach who ticked boxes on this version: their own ticks, and no others."""
        return (later.done - (self.done - ticked)) | (ticked - self.done)

    def list_clashes(self, typed: Notes, saved: Notes) -> list[str]:
        """Return the parts in which the coach typed and something else has been saved."""
        unlike = {part for part, ours, theirs in zip(PARTS, typed.marks, saved.marks, strict=True) if ours != theirs}
        both = unlike & self._differs(typed) & self._differs(saved)
        return [part for part in PARTS if part in both]

    def _differs(self, notes: Notes) -> set[str]:
        seen = self.notes or ("",) * len(PARTS)
        return {part for part, before, mark in zip(PARTS, seen, notes.marks, strict=True) if before != mark}


def _mark(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:MARK_LENGTH]
