"""Fair access: who may book a new slot first."""

from collections.abc import Sequence
from datetime import datetime, timedelta

# Where there is no semester, "this semester" is so long: before and after now.
HALF_A_YEAR = timedelta(weeks=26)


def is_among_fewest(own: int, counts: Sequence[int]) -> bool:
    """Return whether a student has had as few calls as the lower half of those who had any (`counts`).

    The bound is the lower median, so that whoever stands at it comes in as well, and nobody is kept out where all
    have had the same.
    """
    return not counts or own <= sorted(counts)[(len(counts) - 1) // 2]


def opens_to_all_at(created_at: datetime, starts_at: datetime, head_start: timedelta) -> datetime:
    """Return when a slot is everybody's: after the head start, or half the time until it begins if that is less."""
    return created_at + min(head_start, (starts_at - created_at) / 2)
