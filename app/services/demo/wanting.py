"""What the demo's students look for, save, miss and share, and by which other names they look for it."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import singledispatch

from app.domain.actors import Actor, Channel
from app.domain.policy import Policy
from app.domain.search import Criteria, TimeOfDay
from app.services import demand, preferences, saved_coaches, subjects
from app.services.demo.actions import Event, Save, Search, Share
from app.services.demo.coaches import COACHES
from app.services.demo.opening_scene import STUDENT

# Other names by which subjects are looked for.
SYNONYMS = (
    ("Maths", "Mathematics"), ("Maths", "Algebra"), ("Python", "Programming"), ("Data", "Statistics"),
    ("Portuguese", "Português"), ("Spanish", "Español"), ("Essay writing", "Composition"), ("Running", "Jogging"),
)  # fmt: skip
# Whom the first student has saved, and who is to open times again.
SAVED, AWAITED = ("tomasz", "mei", "ines"), ("oskar", "tomasz")
# What was looked for in vain, and how many days ago.
SEARCHES = (
    (Criteria(subject="Chemistry", weekdays=frozenset({7})), (3, 17, 18, 40)),
    (Criteria(subject="Maths", weekdays=frozenset({6, 7}), time=TimeOfDay.MORNING), (1, 2, 9, 24, 30)),
    (Criteria(subject="Guitar", time=TimeOfDay.NIGHT), (5, 12)),
    (Criteria(subject="Korean", time=TimeOfDay.EVENING), (4, 6, 13, 33)),
)


def tell(now: datetime) -> Iterator[Event]:
    """Yield what is looked for, saved and shared."""
    coaches = {coach.email for coach in COACHES}
    yield Event(now - timedelta(days=20), Share(STUDENT))
    for days, email in enumerate(SAVED, start=3):
        if email in coaches:
            yield Event(now - timedelta(days=days), Save(STUDENT, email))
    for email in AWAITED:
        if email in coaches:
            yield Event(now - timedelta(hours=30), Save(STUDENT, email, is_awaited=True))
    for criteria, many_days in SEARCHES:
        for days in many_days:
            yield Event(now - timedelta(days=days, hours=1), Search(criteria))


def name_subjects(actor: Actor, *, now: datetime) -> None:
    """Give what is taught its other names."""
    taught = {subject for coach in COACHES for subject in coach.subjects}
    for name, synonym in SYNONYMS:
        if name in taught:
            subjects.add_synonym(actor=actor, name=name, synonym=synonym, now=now)


@singledispatch
def perform(action: object, people: Mapping[str, int], policy: Policy, *, now: datetime) -> None:
    """Let one of these things happen."""
    raise TypeError(action)


@perform.register
def _(action: Save, people: Mapping[str, int], policy: Policy, *, now: datetime) -> None:
    student_id, coach_id = people[action.student], people[action.coach]
    if action.is_awaited:
        saved_coaches.await_slots(student_id=student_id, coach_id=coach_id, now=now)
    else:
        saved_coaches.keep(student_id=student_id, coach_id=coach_id, now=now)


@perform.register
def _(action: Search, people: Mapping[str, int], policy: Policy, *, now: datetime) -> None:
    demand.note_empty_search(action.criteria, policy=policy, now=now)


@perform.register
def _(action: Share, people: Mapping[str, int], policy: Policy, *, now: datetime) -> None:
    number = people[action.student]
    own = preferences.get(number)
    preferences.save(
        actor=Actor(number, Channel.WEB), user_id=number, name=own.name, phone=own.phone or "", phone_region="US",
        timezone=own.timezone, hour_cycle=own.hour_cycle, theme=own.theme, week_start=own.week_start,
        shares_steps=True, now=now,
    )  # fmt: skip
