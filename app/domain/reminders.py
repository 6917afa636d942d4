"""When people are reminded of a call, and when that has become pointless."""

import re
from collections.abc import Collection
from datetime import datetime, time, timedelta

from app.domain.timezones import to_local

# Of a call that began longer ago nothing is written down any more, however long nobody could send it.
LOOK_BACK = timedelta(days=1)
FURTHEST = timedelta(days=14)
MINUTES = {"d": 24 * 60, "h": 60, "m": 1}
# A coach is asked for feedback in the morning; if nothing was sent then, until the evening.
MORNING, EVENING = time(8), time(20)


def parse_reminders(text: str) -> tuple[timedelta, ...]:
    """Return how long before a start there are reminders, the earliest first. Raises ValueError, in plain words."""
    found = [re.fullmatch(r"(\d{1,5})([dhm])", ahead.strip(), re.ASCII) for ahead in text.split(",")]
    ahead = {timedelta(minutes=int(match[1]) * MINUTES[match[2]]) for match in found if match}
    if None in found or min(ahead) <= timedelta(0) or max(ahead) > FURTHEST:
        raise ValueError("write times of up to 14 days before the start, like 24h,1h")
    return tuple(sorted(ahead, reverse=True))


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
