"""A hold: a slot kept for one student for a while, so that nobody else books it meanwhile."""

from datetime import datetime, timedelta
from enum import StrEnum

# Long enough to sleep on it, and no longer: nobody else can have the slot.
LASTS = timedelta(hours=12)


class HoldReason(StrEnum):
    """Why a slot is held: instead of a call that its coach cancelled, or offered from the waitlist."""

    ALTERNATIVE = "alternative"
    WAITLIST = "waitlist"


def lasts_until(starts_at: datetime, *, now: datetime, notice: timedelta = timedelta(0)) -> datetime:
    """Return until when a slot is held: half a day, but never past the last moment at which it can be booked."""
    return min(now + LASTS, starts_at - notice)
