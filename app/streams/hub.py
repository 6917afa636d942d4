"""Who listens, and what each has not been told yet. Used from one thread alone, that of the event loop."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.services.changes import Change


@dataclass(eq=False)
class Listener:
    """One open stream of a person, perhaps of a conversation's page."""

    person: int
    conversation: int | None
    words: set[str] = field(default_factory=set)
    called: asyncio.Event = field(default_factory=asyncio.Event)

    def call(self, word: str) -> None:
        """Tell of this at the next turn; however slow the other end is, a word waits once."""
        self.words.add(word)
        self.called.set()

    def take(self) -> set[str]:
        """Return what is to be told, and begin anew."""
        words, self.words = self.words, set()
        self.called.clear()
        return words


class Hub:
    """All open streams of this process."""

    def __init__(self) -> None:
        self._of: defaultdict[int, set[Listener]] = defaultdict(set)
        self.told = 0

    @contextmanager
    def listening(self, listener: Listener) -> Iterator[Listener]:
        """Let a stream be called for as long as it is open."""
        self._of[listener.person].add(listener)
        try:
            yield listener
        finally:
            self._of[listener.person].discard(listener)
            if not self._of[listener.person]:
                del self._of[listener.person]

    def count(self, person: int) -> int:
        """Return how many streams a person has open."""
        return len(self._of.get(person, ()))

    @property
    def people(self) -> int:
        """Return how many people listen."""
        return len(self._of)

    @property
    def streams(self) -> int:
        """Return how many streams are open."""
        return sum(map(len, self._of.values()))

    def tell(self, change: Change) -> None:
        """Call whomever a change concerns."""
        self.told += 1
        people = self._of if change.people is None else change.people & self._of.keys()
        for person in people:
            for listener in self._of[person]:
                listener.call(change.word)

    def call_all(self, word: str) -> None:
        """Call everybody: something may have been missed."""
        for listeners in self._of.values():
            for listener in listeners:
                listener.call(word)
