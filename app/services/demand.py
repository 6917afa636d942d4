"""What was wanted and not had, against what was offered: counted without anybody's name."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, distinct, func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db
from app.domain.demand import (
    ANY,
    WEEKDAY_NAMES,
    Axis,
    Place,
    Want,
    places_of_search,
    places_of_time,
    places_of_window,
)
from app.domain.periods import Period
from app.domain.policy import Policy
from app.domain.search import Criteria, TimeOfDay
from app.domain.slots import SlotStatus
from app.domain.timezones import to_local
from app.models import CoachSubject, DemandCount, Slot, SlotAlert, Subject, Wish
from app.services import subjects, waiting

KEPT = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class DemandLine:
    """A weekday, a time of day or a subject: what was wanted there in vain, who waits or is told, what was offered."""

    axis: Axis
    value: str
    empty_searches: int
    lost_races: int
    alerts: int
    wishes: int
    offered: int
    booked: int


@dataclass(slots=True)
class _Supply:
    offered: Counter[Place] = field(default_factory=Counter)
    booked: Counter[Place] = field(default_factory=Counter)


def note_empty_search(criteria: Criteria, *, policy: Policy, now: datetime) -> None:
    """Count a search that found nothing; of its words nothing is kept but the name of a subject.

    Words alone that name no subject count as nothing: somebody is still typing, or looks for a person.
    """
    asked = criteria.subject or criteria.words
    subject = db.session.scalar(select(Subject.name).where(subjects.is_called(asked))) if asked else None
    if subject is None and set(criteria.given) <= {"words"}:
        return
    _count(Want.EMPTY_SEARCH, [*places_of_search(criteria), (Axis.SUBJECT, subject or ANY)], policy=policy, now=now)


def note_lost_race(slot_id: int, *, policy: Policy, now: datetime) -> None:
    """Count that somebody wanted a slot which another student had just booked, by each subject of its coach."""
    slot = db.session.get(Slot, slot_id)
    if slot is not None:
        taught = [(Axis.SUBJECT, name) for name in _taught().get(slot.coach_id, [ANY])]
        places = [*places_of_time(to_local(slot.starts_at, policy.timezone)), *taught]
        _count(Want.LOST_RACE, places, policy=policy, now=now)


def _count(want: Want, places: Iterable[Place], *, policy: Policy, now: datetime) -> None:
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    day = to_local(now, policy.timezone).date()
    # In one order, so that two that count at once do not wait for each other.
    for axis, value in sorted(places):
        row = insert(DemandCount).values(day=day, want=want.value, axis=axis.value, value=value, times=1)
        keys = ["day", "want", "axis", "value"]
        db.session.execute(row.on_conflict_do_update(index_elements=keys, set_={"times": DemandCount.times + 1}))


def forget(*, now: datetime) -> None:
    """Forget what was counted more than two years ago."""
    db.session.execute(delete(DemandCount).where(DemandCount.day < (now - KEPT).date()))


def list_demand(period: Period, *, axis: Axis | None = None) -> Sequence[DemandLine]:
    """Return by weekday, by time of day and by subject (or one of them) what was wanted and what was offered.

    Searches and wishes count by their student's clock, slots by the programme's. Alerts and wishes are those that stand
    now.
    """
    wanted, alerts, wishes, supply = _wanted(period), _alerts(), _wishes(), _supply(period)
    lines = [
        DemandLine(
            *place,
            wanted[Want.EMPTY_SEARCH, *place],
            wanted[Want.LOST_RACE, *place],
            alerts[place],
            wishes[place],
            supply.offered[place],
            supply.booked[place],
        )
        for place in _places(axis)
    ]
    return [line for line in lines if line.value != ANY or _is_wanted(line)]


def _is_wanted(line: DemandLine) -> bool:
    return any((line.empty_searches, line.lost_races, line.alerts, line.wishes))


def _places(only: Axis | None) -> list[Place]:
    names = db.session.scalars(select(Subject.name).order_by(Subject.key))
    values = {Axis.WEEKDAY: WEEKDAY_NAMES, Axis.TIME: tuple(TimeOfDay), Axis.SUBJECT: tuple(names)}
    return [(axis, str(value)) for axis in Axis if only in (None, axis) for value in (*values[axis], ANY)]


def _wanted(period: Period) -> Counter[tuple[str, str, str]]:
    first, last = (to_local(end, period.timezone).date() for end in (period.from_at, period.to_at))
    last -= timedelta(days=1)
    rows = db.session.execute(
        select(DemandCount.want, DemandCount.axis, DemandCount.value, func.sum(DemandCount.times))
        .where(DemandCount.day.between(first, max(first, last)))
        .group_by(DemandCount.want, DemandCount.axis, DemandCount.value)
    )
    return Counter({(want, axis, value): int(times) for want, axis, value, times in rows})


def _alerts() -> Counter[Place]:
    """Return how many students are to be told of a coach of each subject; of no weekday and no time of day."""
    by_subject = (
        select(Subject.name, func.count(distinct(SlotAlert.student_id)))
        .join(CoachSubject, CoachSubject.subject_id == Subject.id)
        .join(SlotAlert, SlotAlert.coach_id == CoachSubject.coach_id)
        .group_by(Subject.name)
    )
    found: Counter[Place] = Counter({(Axis.SUBJECT, name): count for name, count in db.session.execute(by_subject)})
    total = db.session.scalar(select(func.count()).select_from(SlotAlert)) or 0
    return found + Counter({(Axis.WEEKDAY, ANY): total, (Axis.TIME, ANY): total})


def _wishes() -> Counter[Place]:
    """Return how many students wait for a day, a time of day and a subject; a coach is waited for by all they teach."""
    taught, students = _taught(), set[tuple[Place, int]]()
    rows = db.session.execute(
        select(Wish, Subject.name).outerjoin(Subject, Subject.id == Wish.subject_id).where(waiting.stands())
    )
    for wish, subject in rows:
        subjects_of = [subject] if wish.coach_id is None else taught.get(wish.coach_id, [ANY])
        places = [*places_of_window(waiting.window_of(wish)), *((Axis.SUBJECT, name) for name in subjects_of)]
        students.update((place, wish.student_id) for place in places)
    return Counter(place for place, _student in students)


def _supply(period: Period) -> _Supply:
    supply, taught = _Supply(), _taught()
    rows = db.session.execute(
        select(Slot.starts_at, Slot.coach_id, Slot.status).where(
            Slot.starts_at >= period.from_at, Slot.starts_at < period.to_at, Slot.status != SlotStatus.WITHDRAWN
        )
    )
    for starts_at, coach_id, status in rows:
        subject_places = [(Axis.SUBJECT, name) for name in taught.get(coach_id, ())]
        places = [*places_of_time(to_local(starts_at, period.timezone)), *subject_places]
        supply.offered.update(places)
        if status == SlotStatus.BOOKED:
            supply.booked.update(places)
    return supply


def _taught() -> dict[int, list[str]]:
    rows = db.session.execute(
        select(CoachSubject.coach_id, Subject.name).join(Subject, Subject.id == CoachSubject.subject_id)
    )
    found: dict[int, list[str]] = {}
    for coach_id, name in rows:
        found.setdefault(coach_id, []).append(name)
    return found
