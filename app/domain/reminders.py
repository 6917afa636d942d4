"""When people are reminded of a call, and when that has become pointless."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from app.domain.timezones import to_local

# Of a call that began longer ago nothing is written down any more, however long nobody could send it.
LOOK_BACK = timedelta(days=1)
# A coach is asked for feedback in the morning; if nothing was sent then, until the evening.
MORNING, EVENING = time(8), time(20)


def name_of(ahead: timedelta) -> str:
    """Return a reminder's name: how long before the start it comes, in whole hours or minutes, like 24h."""
    minutes = int(ahead.total_seconds() // 60)
    return f"{minutes}m" if minutes % 60 else f"{minutes // 60}h"


def is_overtaken(ahead: timedelta, reminders: Collection[timedelta], *, starts_at: datetime, now: datetime) -> bool:
    """Return whether a later reminder of the same call is due as well, so that this one would say it twice."""
    return any(later < ahead and now >= starts_at - later for later in reminders)


def is_morning(now: datetime, timezone: str) -> bool:
    """Return whether a digest is due on this person's day."""
    return MORNING <= to_local(now, timezone).time() < EVENING
