"""When a coach could open one more slot at a time of the week."""

from datetime import date, datetime, time, timedelta

from app.domain.policy import Policy
from app.domain.series import DateVerdict
from app.domain.timezones import to_local
from app.services import series

# Nobody plans further ahead.
WEEKS = 12


def find(coach_id: int, weekday: int, hour: int, *, timezone: str, policy: Policy, now: datetime) -> date | None:
    """Return the next day that is this ISO weekday and on which a slot could be published at this hour, or None."""
    today = to_local(now, timezone).date()
    first = today + timedelta(days=(weekday - today.isoweekday()) % 7)
    starts = [datetime.combine(first + timedelta(weeks=week), time(hour)) for week in range(WEEKS)]
    judged = series.judge(coach_id, starts, timezone=timezone, policy=policy, now=now)
    return next((one.wall_time.date() for one in judged if one.verdict is DateVerdict.PUBLISH), None)
