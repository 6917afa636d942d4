"""Holidays: stretches of time in which no slots are wanted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

NAMELESS = "–"


@dataclass(frozen=True, slots=True)
class Holiday:
    """A named stretch of time."""

    name: str
    starts_at: datetime
    ends_at: datetime


def find(holidays: Sequence[Holiday], starts_at: datetime, ends_at: datetime) -> Holiday | None:
    """Return the first holiday that a stretch of time reaches into, or None."""
    return next((one for one in holidays if one.starts_at < ends_at and one.ends_at > starts_at), None)
