"""How many of a coach's slots a week has, day by day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select

from app.db import db
from app.domain.periods import midnight
from app.domain.slots import SlotStatus
from app.domain.timezones import to_local
from app.models import Slot
from app.services.booking_rules import is_off

DAYS = 7


@dataclass(frozen=True, slots=True)
class DayCount:
    """A day with its slots that students can still see open, and those that somebody booked."""

    day: date
    open: int
    booked: int


def count_days(coach_id: int, first_day: date, *, timezone: str, now: datetime) -> Sequence[DayCount]:
    """Return seven days of a zone, from this one on; what has begun or is hidden by time off is not open."""
    days = [first_day + timedelta(days=number) for number in range(DAYS + 1)]
    from_at, to_at = midnight(days[0], timezone), midnight(days[-1], timezone)
    is_open = and_(Slot.status == SlotStatus.OPEN, Slot.starts_at > now, ~is_off())
    rows = db.session.execute(
        select(Slot.starts_at, Slot.status).where(
            Slot.coach_id == coach_id,
            Slot.starts_at >= from_at,
            Slot.starts_at < to_at,
            or_(Slot.status == SlotStatus.BOOKED, is_open),
        )
    )
    counts = Counter((to_local(starts_at, timezone).date(), status) for starts_at, status in rows)
    return [DayCount(day, counts[day, SlotStatus.OPEN], counts[day, SlotStatus.BOOKED]) for day in days[:DAYS]]


def has_ever_offered(coach_id: int) -> bool:
    """Return whether a coach has published anything yet, be it past or withdrawn since."""
    return db.session.scalar(select(Slot.id).where(Slot.coach_id == coach_id).limit(1)) is not None
