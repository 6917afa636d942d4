"""How the demo's programme keeps its time: semesters, holidays, rules, times off; and what follows missed calls."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import singledispatch

from app.domain.actors import Actor, Channel
from app.domain.policy import Policy
from app.domain.time_off import Fate
from app.services import holidays, no_shows, semesters, time_off, weekly_rules
from app.services.demo.actions import FallIll, KeepHoliday, KeepRule, KeepSemester, TakeOff, Weigh

MAKER = Actor(None, Channel.CLI, "demo")


@singledispatch
def perform(action: object, people: Mapping[str, int], policy: Policy, *, now: datetime) -> None:
    """Let one of these things happen."""
    raise TypeError(action)


@perform.register
def _(action: KeepSemester, people: Mapping[str, int], policy: Policy, *, now: datetime) -> None:
    semesters.add(actor=MAKER, name=action.name, first_day=action.first_day, last_day=action.last_day, now=now)


@perform.register
def _(action: KeepHoliday, people: Mapping[str, int], policy: Policy, *, now: datetime) -> None:
    holidays.add(actor=MAKER, name=action.name, first_day=action.day, last_day=action.day, now=now)


@perform.register
def _(action: KeepRule, people: Mapping[str, int], policy: Policy, *, now: datetime) -> None:
    number = people[action.coach]
    weekly_rules.add(actor=Actor(number, Channel.WEB), coach_id=number, rule=action.rule, policy=policy, now=now)


@perform.register
def _(action: TakeOff, people: Mapping[str, int], policy: Policy, *, now: datetime) -> None:
    number = people[action.coach]
    time_off.take(actor=Actor(number, Channel.WEB), coach_id=number, off=action.off, policy=policy, now=now)


@perform.register
def _(action: FallIll, people: Mapping[str, int], policy: Policy, *, now: datetime) -> None:
    number = people[action.coach]
    time_off.take(
        actor=Actor(number, Channel.WEB), coach_id=number, off=action.off, otherwise=Fate.OFFER, reason=action.reason,
        policy=policy, now=now,
    )  # fmt: skip


@perform.register
def _(action: Weigh, people: Mapping[str, int], policy: Policy, *, now: datetime) -> None:
    policy = replace(policy, no_shows_limit=action.limit)
    for student_id in no_shows.list_due(policy=policy, now=now):
        no_shows.weigh(student_id, actor=MAKER, policy=policy, now=now)
