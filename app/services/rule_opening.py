"""Opening the slots of weekly rules some weeks ahead: every date judged, and each that can be is published once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.db import db
from app.domain.actors import Actor
from app.domain.policy import Policy
from app.domain.roll_over import Obstacles, Skip
from app.domain.series import DateVerdict, SeriesDate
from app.domain.weekly_rules import WeeklyRule
from app.models import WeeklyRule as Row
from app.services import holidays, obstacles, people, series, slots

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RuleDate:
    """One date of a rule, and why it is left out, if it is."""

    date: SeriesDate
    skip: Skip | None
    # Its name, where that is why.
    holiday: str | None = None

    @property
    def verdict(self) -> DateVerdict | Skip:
        """Return what becomes of the date."""
        return self.skip or self.date.verdict


def plan(
    coach_id: int, rule: WeeklyRule, *, rule_id: int | None = None, policy: Policy, now: datetime
) -> Sequence[RuleDate]:
    """Return what opening a rule's slots would do, date by date; the rule may not be written yet (case A11).

    What the coach has withdrawn by hand, of the slots of this rule, stays withdrawn.
    """
    wanted = rule.wall_times(now=now)
    judged = series.judge(coach_id, wanted, timezone=rule.timezone, policy=policy, now=now)
    instants = [date.starts_at for date in judged if date.starts_at]
    if not instants:
        return [RuleDate(date, None) for date in judged]
    span = min(instants), max(instants) + DAY
    withdrawn = obstacles.list_withdrawn(coach_id, *span, rule_id=rule_id) if rule_id else frozenset()
    there = Obstacles(holidays.load(policy), obstacles.list_busy(coach_id, *span), withdrawn)
    return [RuleDate(date, *there.judge(date)) for date in judged]


def list_due(*, policy: Policy, now: datetime) -> Sequence[int]:
    """Return the rules of which some slot is to be opened; nothing is locked."""
    live = select(Row).where(Row.paused_at.is_(None), Row.deleted_at.is_(None), people.is_coaching(Row.coach_id))
    return [
        row.id
        for row in db.session.scalars(live.order_by(Row.id))
        if _to_open(plan(row.coach_id, as_domain(row), rule_id=row.id, policy=policy, now=now))
    ]


def coaches_of(rule_ids: Sequence[int]) -> Sequence[int]:
    """Return whose rules these are."""
    return db.session.scalars(select(Row.coach_id).where(Row.id.in_(rule_ids)).distinct()).all()


def open_slots(*, actor: Actor, rule_id: int, policy: Policy, now: datetime) -> list[int]:
    """Publish what a rule has to open and return the slots' numbers; a second time it finds them there.

    Nothing is opened for a rule that is paused or deleted, nor for who coaches no more.
    """
    coach_id = db.session.scalar(select(Row.coach_id).where(Row.id == rule_id))
    if coach_id is None:
        return []
    now = people.lock([coach_id], now=now)
    row = db.session.get_one(Row, rule_id, populate_existing=True)
    if row.paused_at or row.deleted_at or not db.session.scalar(select(people.is_coaching(coach_id))):
        return []
    rule = as_domain(row)
    return slots.add_all(
        actor=actor,
        coach_id=coach_id,
        starts=_to_open(plan(coach_id, rule, rule_id=rule_id, policy=policy, now=now)),
        timezone=rule.timezone,
        place=rule.place,
        rule_id=rule_id,
        policy=policy,
        now=now,
    )


def as_domain(row: Row) -> WeeklyRule:
    """Return a rule as it was written."""
    return WeeklyRule(
        weekdays=frozenset(map(int, row.weekdays)),
        times=tuple(datetime.strptime(at, "%H:%M").time() for at in row.times.split()),  # noqa: DTZ007  # a wall clock
        timezone=row.timezone,
        first_on=row.first_on,
        last_on=row.last_on,
        weeks_ahead=row.weeks_ahead,
        place=row.place,
    )


def _to_open(dates: Sequence[RuleDate]) -> list[datetime]:
    return [one.date.starts_at for one in dates if one.verdict is DateVerdict.PUBLISH and one.date.starts_at]
