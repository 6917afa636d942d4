"""Carrying every coach's weekly times from one semester into another, date by date, all at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select

from app.db import db
from app.domain.actors import Actor
from app.domain.errors import SameSemester
from app.domain.holidays import Holiday
from app.domain.policy import Policy
from app.domain.roll_over import USUAL_WEEKS, Obstacles, Offer, Skip, WeeklyTime, belongs, list_dates, weekly_times
from app.domain.semesters import Semester
from app.domain.series import DateVerdict, SeriesDate
from app.domain.slots import SlotStatus
from app.domain.timezones import to_local
from app.models import Slot, User
from app.services import audit, holidays, obstacles, people, semesters, series, slots


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: from which semester into which, whose weeks, and which times count as weekly."""

    source: str
    target: str
    coach_id: int | None = None
    at_least: int = USUAL_WEEKS
    holidays: Sequence[Holiday] = ()


@dataclass(frozen=True, slots=True)
class CoachLine:
    """A coach whose weeks are carried over."""

    number: int
    name: str
    email: str
    timezone: str


@dataclass(frozen=True, slots=True)
class DateLine:
    """One date of a coach's: what becomes of it, and the holiday that is in its way."""

    coach: CoachLine
    date: SeriesDate
    place: str
    skip: Skip | None = None
    holiday: str | None = None

    @property
    def verdict(self) -> DateVerdict | Skip:
        """Return what becomes of the date."""
        return self.skip or self.date.verdict


@dataclass(frozen=True, slots=True)
class RollOver:
    """All dates, by coach and time; and the times that were offered too seldom to be weekly."""

    target: Semester
    dates: tuple[DateLine, ...]
    left_out: tuple[tuple[CoachLine, WeeklyTime], ...]

    @property
    def to_publish(self) -> list[DateLine]:
        """Return the dates that are, or would be, published."""
        return [line for line in self.dates if line.verdict is DateVerdict.PUBLISH]


def plan(*, actor: Actor, wish: Wish, policy: Policy, now: datetime) -> RollOver:
    """Return what carrying the weeks over would do, date by date.

    Raises NotFound, SameSemester, WrongRole, CoachUnavailable.
    """
    source, target = semesters.get(wish.source), semesters.get(wish.target)
    if source.number == target.number:
        raise SameSemester()
    if wish.coach_id is not None:
        people.check_coach(actor, wish.coach_id)
    dates: list[DateLine] = []
    left_out: list[tuple[CoachLine, WeeklyTime]] = []
    for coach, offers in _offers(source, wish.coach_id, policy):
        times = weekly_times(offers)
        left_out += [(coach, weekly) for weekly in times if weekly.weeks < wish.at_least]
        weekly = [weekly for weekly in times if weekly.weeks >= wish.at_least]
        dates += _dates(coach, weekly, target, wish, policy, now)
    return RollOver(target, tuple(dates), tuple(left_out))


def publish(
    *, actor: Actor, wish: Wish, policy: Policy, now: datetime, step: Callable[[], object] = lambda: None
) -> tuple[RollOver, list[int]]:
    """Publish all that can be and return what `plan` would, with the new slots' numbers; `step` after each of them.

    A second time it finds its own slots there, and those that a coach has withdrawn since, and makes none anew.
    """
    source = semesters.get(wish.source)
    now = people.lock([coach.number for coach, _ in _offers(source, wish.coach_id, policy)], now=now)
    planned = plan(actor=actor, wish=wish, policy=policy, now=now)
    slot_ids = []
    for line in planned.to_publish:
        if line.date.starts_at:
            slot_ids.append(
                slots.add(
                    actor=actor, coach_id=line.coach.number, starts_at=line.date.starts_at,
                    timezone=line.coach.timezone, place=line.place, policy=policy, now=now,
                )
            )  # fmt: skip
            step()
    if slot_ids:
        facts = {"rolled_from": source.number, "slots": len(slot_ids)}
        audit.record(actor, "semester.rolled_over", "semester", planned.target.number, now=now, **facts)
    return planned, slot_ids


def _offers(source: Semester, coach_id: int | None, policy: Policy) -> list[tuple[CoachLine, list[Offer]]]:
    """Return who coaches now and had slots in a semester, by name, with these slots."""
    statement = (
        select(User.id, User.name, User.email, User.timezone, Slot.starts_at, Slot.place)
        .join(Slot, Slot.coach_id == User.id)
        .where(
            Slot.status != SlotStatus.WITHDRAWN,
            Slot.starts_at >= source.starts_at(policy.timezone),
            Slot.ends_at <= source.ends_at(policy.timezone),
            people.is_coaching(User.id),
        )
        .order_by(User.name, User.id, Slot.starts_at)
    )
    if coach_id is not None:
        statement = statement.where(Slot.coach_id == coach_id)
    rows = db.session.execute(statement).all()
    return [
        (CoachLine(*coach), [Offer(_wall_time(row.starts_at, coach[3]), row.place) for row in group])
        for coach, group in groupby(rows, key=lambda row: (row.id, row.name, row.email, row.timezone))
    ]


def _wall_time(starts_at: datetime, timezone: str) -> datetime:
    return to_local(starts_at, timezone).replace(tzinfo=None)


def _dates(
    coach: CoachLine, weekly: Sequence[WeeklyTime], target: Semester, wish: Wish, policy: Policy, now: datetime
) -> list[DateLine]:
    wanted = list_dates(weekly, target)
    wall_times = [wall_time for wall_time, _ in wanted]
    timezone = policy.timezone
    span = target.starts_at(timezone), target.ends_at(timezone)
    there = Obstacles(
        (*wish.holidays, *holidays.load(policy)),
        obstacles.list_busy(coach.number, *span),
        obstacles.list_withdrawn(coach.number, *span),
    )
    judged = series.judge(coach.number, wall_times, timezone=coach.timezone, policy=policy, now=now)
    return [
        DateLine(coach, date, time.place, *there.judge(date))
        for date, (_, time) in zip(judged, wanted, strict=True)
        if belongs(date, target, timezone)
    ]
