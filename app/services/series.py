"""Publishing a weekly series: every date checked and reported first, all of them saved in one transaction or none."""

from collections.abc import Sequence
from datetime import datetime

from app.domain import slots as slot_rules
from app.domain.actors import Actor
from app.domain.errors import NoSuchTime
from app.domain.policy import Policy
from app.domain.series import DateVerdict, SeriesDate, SeriesReport, WeeklyPattern
from app.domain.slots import Clash
from app.domain.text import clean_line
from app.domain.timezones import to_utc
from app.services import idempotency, people, slots


def preview(
    *, actor: Actor, coach_id: int, pattern: WeeklyPattern, timezone: str, policy: Policy, now: datetime
) -> SeriesReport:
    """Return what publishing this pattern would do, date by date (cases A11, A12). Raises WrongRole, EmptySeries."""
    people.check_coach(actor, coach_id)
    report = SeriesReport(_verdicts(coach_id, pattern, timezone, policy, now))
    report.check_not_empty()
    return report


def publish(
    *,
    actor: Actor,
    coach_id: int,
    pattern: WeeklyPattern,
    timezone: str,
    place: str = "",
    key: str | None = None,
    policy: Policy,
    now: datetime,
) -> SeriesReport:
    """Publish every date of the pattern that can be; return the same report as `preview`, with the slots' numbers.

    Sent again, with or without its key, it publishes nothing twice. Raises WrongRole, EmptySeries.
    """
    now = people.lock([coach_id], now=now)
    report = preview(actor=actor, coach_id=coach_id, pattern=pattern, timezone=timezone, policy=policy, now=now)
    place = clean_line(place, field="place")

    def work() -> list[int]:
        return [
            slots.add(
                actor=actor,
                coach_id=coach_id,
                starts_at=entry.starts_at,
                timezone=timezone,
                place=place,
                policy=policy,
                now=now,
            )
            for entry in report.to_publish
            if entry.starts_at
        ]

    request = {
        "action": "publish series",
        "coach": coach_id,
        "weekdays": sorted(pattern.weekdays),
        "at": pattern.at,
        "dates": [pattern.first_on, pattern.last_on],
        "timezone": timezone,
        "place": place,
    }
    slot_ids = idempotency.once(work, actor=actor, key=key, request=request, now=now)
    return SeriesReport(report.dates, tuple(slot_ids))


def _verdicts(
    coach_id: int, pattern: WeeklyPattern, timezone: str, policy: Policy, now: datetime
) -> tuple[SeriesDate, ...]:
    wall_times = [datetime.combine(day, pattern.at) for day in pattern.dates()]
    taken = slots.list_taken(coach_id, wall_times[0], wall_times[-1]) if wall_times else []
    return tuple(_verdict(wall_time, timezone, taken, policy, now) for wall_time in wall_times)


def _verdict(wall_time: datetime, timezone: str, taken: Sequence[Clash], policy: Policy, now: datetime) -> SeriesDate:
    try:
        start = to_utc(wall_time, timezone)
    except NoSuchTime:
        return SeriesDate(wall_time, DateVerdict.NO_SUCH_TIME)
    starts_at, ends_at = start.instant, slot_rules.end_of(start.instant, policy.slot_length)
    clash = next((other for other in taken if other.starts_at < ends_at and other.ends_at > starts_at), None)
    if starts_at <= now:
        verdict = DateVerdict.PAST
    else:
        verdict = DateVerdict.OVERLAP if clash else DateVerdict.PUBLISH
    return SeriesDate(wall_time, verdict, starts_at, ends_at, start.is_repeated, clash)
