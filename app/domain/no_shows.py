"""What follows when a student misses calls: a warning first, and after the next one a pause of booking."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# Nothing follows at once: the coach may have pressed the wrong button.
SECOND_THOUGHTS = timedelta(hours=1)


class Consequence(StrEnum):
    """What follows: the student is warned, or books nothing for a while."""

    WARNING = "warning"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class MissedCall:
    """A call that its student missed, and when it began."""

    call_id: int
    starts_at: datetime


def next_consequence(
    missed: Sequence[MissedCall], *, limit: int, warned_at: datetime | None, followed: Collection[int]
) -> Consequence | None:
    """Return what follows these missed calls, the latest first.

    Whoever was warned and misses a call that began after it pauses; of one call nothing follows twice (`followed`).
    """
    if len(missed) < limit or missed[0].call_id in followed:
        return None
    if warned_at is None:
        return Consequence.WARNING
    return Consequence.PAUSE if missed[0].starts_at > warned_at else None
