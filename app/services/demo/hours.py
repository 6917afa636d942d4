"""How the demo's first coach keeps her hours: Sunday afternoons every week, and a working week off."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from app.domain.time_off import choose
from app.domain.timezones import to_local
from app.domain.weekly_rules import WeeklyRule
from app.services.demo.actions import Event, KeepHoliday, KeepRule, TakeOff
from app.services.demo.coaches import COACHES
from app.services.demo.opening_scene import COACH

SUNDAY = 7
AHEAD = timedelta(weeks=5)


def tell(now: datetime) -> Iterator[Event]:
    """Yield the rule, and the time off: a working week after all that is booked."""
    timezone = next(coach.timezone for coach in COACHES if coach.email == COACH)
    today = to_local(now, timezone).date()
    monday = today + AHEAD - timedelta(days=today.weekday())
    rule = WeeklyRule(frozenset({SUNDAY}), (time(17),), timezone, today - timedelta(days=1))
    off = choose(monday, monday + timedelta(days=4), None, None, timezone=timezone, now=now)
    third_sunday = today + timedelta(days=SUNDAY - today.isoweekday()) + timedelta(weeks=2)
    yield Event(now - timedelta(hours=3), KeepHoliday("Founders’ day", third_sunday))
    yield Event(now - timedelta(hours=2), KeepRule(COACH, rule))
    yield Event(now - timedelta(hours=1), TakeOff(COACH, off))
