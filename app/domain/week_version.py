"""What a coach saw of a week when they began to change it, and what others have changed since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Self

from app.domain.slots import SlotStatus
from app.domain.week import WeekSlot

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Seen(StrEnum):
    """A slot as it was seen, in one letter."""

    OPEN = "o"
    BOOKED = "b"
    BEGUN = "p"


class WeekChange(StrEnum):
    """What became of one slot since the week was shown."""

    BOOKED = "booked"
    REOPENED = "reopened"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class WeekVersion:
    """The slots of a week by their starts, on the clock of a zone; it travels in the form as text."""

    timezone: str
    slots: Mapping[datetime, Seen]

    @classmethod
    def of(cls, slots: Iterable[WeekSlot], timezone: str, *, now: datetime) -> Self:
        """Return what is to be seen of these slots now."""
        return cls(timezone, {slot.starts_at: _see(slot, now) for slot in slots})

    @classmethod
    def read(cls, text: str) -> Self:
        """Return what a form carried; of a text that is none, what equals no week."""
        timezone, *marks = text.split(" ")
        try:
            return cls(timezone, {EPOCH + int(mark[:-1]) * MINUTE: Seen(mark[-1:]) for mark in marks})
        except (ValueError, OverflowError):
            return cls("", {})

    def write(self) -> str:
        """Return the text for the form."""
        marks = (f"{(starts_at - EPOCH) // MINUTE}{seen}" for starts_at, seen in sorted(self.slots.items()))
        return " ".join([self.timezone, *marks])

    @property
    def open_starts(self) -> frozenset[datetime]:
        """Return the starts that a coach could choose to keep or to withdraw."""
        return frozenset(starts_at for starts_at, seen in self.slots.items() if seen is Seen.OPEN)

    def list_changes(self, later: "WeekVersion") -> list[tuple[datetime, WeekChange]]:
        """Return what differs later, by start."""
        return [
            (starts_at, _change(self.slots.get(starts_at), later.slots.get(starts_at)))
            for starts_at in sorted({*self.slots, *later.slots})
            if self.slots.get(starts_at) is not later.slots.get(starts_at)
        ]

    def rebase(self, wanted: frozenset[datetime], later: "WeekVersion") -> frozenset[datetime]:
        """Return what a coach who chose on this version wants of the later one: their own changes, and no others."""
        added, removed = wanted - self.open_starts, self.open_starts - wanted
        return (later.open_starts - removed) | added


def _see(slot: WeekSlot, now: datetime) -> Seen:
    if slot.status is SlotStatus.BOOKED:
        return Seen.BOOKED
    return Seen.BEGUN if slot.starts_at <= now else Seen.OPEN


def _change(before: Seen | None, after: Seen | None) -> WeekChange:
    if after is None:
        return WeekChange.WITHDRAWN
    if after is Seen.BOOKED:
        return WeekChange.BOOKED
    if after is Seen.BEGUN:
        return WeekChange.BEGUN
    return WeekChange.REOPENED if before is Seen.BOOKED else WeekChange.PUBLISHED
