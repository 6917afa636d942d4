"""A student's own hours: how many, month by month, and with whom."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.db import db
from app.domain import figures as rules
from app.domain.figures import CallFact, CallStep
from app.domain.periods import Period, midnight
from app.domain.rates import Rate
from app.domain.timezones import to_local
from app.models import Call, User
from app.services.figures import read_calls


@dataclass(frozen=True, slots=True)
class CoachHours:
    """A coach with whom there were calls, the latest of them, and how many and how long."""

    coach_id: int
    name: str
    latest_at: datetime
    missed: Rate
    lasting: timedelta


@dataclass(frozen=True, slots=True)
class StudentHours:
    """What a student's ended calls come to."""

    missed: Rate
    lasting: timedelta
    months: Sequence[CallStep]
    coaches: Sequence[CoachHours]


def read(student_id: int, *, timezone: str, now: datetime) -> StudentHours:
    """Return a student's hours on the calendar of a zone, in two statements; nothing of what coaches logged."""
    rows = read_calls((Call.student_id == student_id,), now)
    calls = [fact for _, fact in rows]
    by_coach = defaultdict[int, list[CallFact]](list)
    for row, fact in rows:
        by_coach[row.coach_id].append(fact)
    named = select(User.id, User.name).where(User.id.in_(by_coach)).order_by(User.name, User.id)
    coaches = [
        CoachHours(person.id, person.name, part[-1].starts_at, rules.missed_of(part), rules.lasting_of(part))
        for person in (db.session.execute(named) if by_coach else ())
        for part in [by_coach[person.id]]
    ]
    months = []
    if calls:
        begins = midnight(to_local(calls[0].starts_at, timezone).date(), timezone)
        months = rules.call_steps(calls, Period(begins, now, timezone).months())
    return StudentHours(rules.missed_of(calls), rules.lasting_of(calls), months, coaches)
