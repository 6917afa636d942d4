"""Publishing a weekly series: every date checked and reported first, all of them saved in one transaction or none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.domain import slots as slot_rules
from app.domain.actors import Actor
from app.domain.errors import NoSuchTime, OutsideSemester, SlotInPast, TooFar
from app.domain.policy import Policy
from app.domain.semesters import Semesters
from app.domain.series import DateVerdict, SeriesDate, SeriesReport, WeeklyPattern
from app.domain.slots import Clash
from app.domain.text import clean_line
from app.domain.time_off import TimeOff, find
from app.domain.timezones import LocalStart, to_utc
from app.services import idempotency, people, semesters, slots, time_off_views


def preview(
    *, actor: Actor, coach_id: int, pattern: WeeklyPattern, timezone: str, policy: Policy, now: datetime
) -> SeriesReport:
    """Return what publishing this pattern would do, date by date (cases A11, A12).

    Raises WrongRole, CoachUnavailable, BadTimezone, EmptySeries.
    """
    people.check_coach(actor, coach_id)
    at = pattern.at.replace(second=0, microsecond=0)
    wall_times = [datetime.combine(day, at) for day in pattern.dates()]
    report = SeriesReport(judge(coach_id, wall_times, timezone=timezone, policy=policy, now=now))
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

    Sent again, with or without its key, it publishes nothing twice. Raises as `preview` does, IdempotencyMismatch.
    """
    now = people.lock([coach_id], now=now)
    report = preview(actor=actor, coach_id=coach_id, pattern=pattern, timezone=timezone, policy=policy, now=now)
    place = clean_line(place, field="place")

    def work() -> list[int]:
        return slots.add_all(
            actor=actor,
            coach_id=coach_id,
            starts=[entry.starts_at for entry in report.to_publish if entry.starts_at],
            timezone=timezone,
            place=place,
            policy=policy,
            now=now,
        )

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
    return SeriesReport(tuple(_as_published(entry, slot_ids) for entry in report.dates), tuple(slot_ids))


def _as_published(entry: SeriesDate, slot_ids: Sequence[int]) -> SeriesDate:
    """Return a date as the first answer had it: asked again, it clashes with the slot that was made of it."""
    if entry.clash and entry.clash.number in slot_ids:
        return replace(entry, verdict=DateVerdict.PUBLISH, clash=None)
    return entry


def judge(
    coach_id: int, wall_times: Sequence[datetime], *, timezone: str, policy: Policy, now: datetime
) -> tuple[SeriesDate, ...]:
    """Return of each wall-clock time whether a slot could be published to start then."""
    starts = {wall_time: _start(wall_time, timezone) for wall_time in wall_times}
    instants = [start.instant for start in starts.values() if start]
    taken = slots.list_taken(coach_id, min(instants), max(instants) + policy.slot_length) if instants else []
    off = time_off_views.list_between(coach_id, min(instants), max(instants) + policy.slot_length) if instants else ()
    known = semesters.load(policy)
    return tuple(_verdict(wall_time, start, taken, off, known, policy, now) for wall_time, start in starts.items())


def _start(wall_time: datetime, timezone: str) -> LocalStart | None:
    try:
        return to_utc(wall_time, timezone)
    except NoSuchTime:
        return None


def _verdict(
    wall_time: datetime,
    start: LocalStart | None,
    taken: Sequence[Clash],
    off: Sequence[TimeOff],
    known: Semesters,
    policy: Policy,
    now: datetime,
) -> SeriesDate:
    if start is None:
        return SeriesDate(wall_time, DateVerdict.NO_SUCH_TIME)
    starts_at, ends_at = start.instant, slot_rules.end_of(start.instant, policy.slot_length)
    clash = next((other for other in taken if other.starts_at < ends_at and other.ends_at > starts_at), None)
    verdict = DateVerdict.OVERLAP if clash else DateVerdict.PUBLISH
    if find(off, starts_at, ends_at):
        verdict = DateVerdict.TIME_OFF
    try:
        slot_rules.check_time(starts_at, ends_at, semesters=known, now=now)
    except SlotInPast:
        verdict = DateVerdict.PAST
    except TooFar:
        verdict = DateVerdict.TOO_FAR
    except OutsideSemester:
        verdict = DateVerdict.OUTSIDE_SEMESTER
    return SeriesDate(wall_time, verdict, starts_at, ends_at, start.is_repeated, clash)
