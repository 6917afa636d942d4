"""What is told of the whole programme: coach by coach, and week by week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import select

from app.db import db
from app.domain.periods import Period, Step, step_at
from app.models import CoachProfile, User
from app.services.figure_sums import NOTHING, totals_by
from app.services.figures import Totals


@dataclass(frozen=True, slots=True)
class CoachLine:
    """A coach, and what their part of a period comes to."""

    number: int
    name: str
    email: str
    total: Totals


@dataclass(frozen=True, slots=True)
class WeekLine:
    """A week, or a month of a long period, and what it comes to."""

    step: Step
    total: Totals


def list_coaches(period: Period, *, now: datetime) -> Sequence[CoachLine]:
    """Return the coaches by name, those too who had nothing, unless they coach no more; in three statements."""
    totals = totals_by("coach_id", int, period, now)
    people = (
        select(User.id, User.name, User.email, CoachProfile.removed_at)
        .join(CoachProfile, CoachProfile.user_id == User.id)
        .order_by(User.name, User.id)
    )
    return [
        CoachLine(person.id, person.name, person.email, totals.get(person.id, NOTHING))
        for person in db.session.execute(people)
        if person.removed_at is None or person.id in totals
    ]


def list_steps(period: Period, *, now: datetime) -> Sequence[WeekLine]:
    """Return the weeks of a period, or the months of a long one, in two statements."""
    steps = period.steps()
    totals = totals_by("starts_at", partial(step_at, steps), period, now)
    return [WeekLine(step, totals.get(at, NOTHING)) for at, step in enumerate(steps)]
