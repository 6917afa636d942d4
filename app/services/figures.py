"""What is told of many calls and slots: a coach's own figures, a student's hours, all coaches, the programme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from app.db import EPOCH, db
from app.domain import figures as rules
from app.domain.calls import CallStatus
from app.domain.figures import CallFact, CallStep, FillStep, Pairs, Scores, ScoreStep, SlotFact
from app.domain.periods import Period, Range, period_before, period_of
from app.domain.rates import Rate
from app.domain.slots import SlotStatus
from app.models import Call, Feedback, Review, Slot, TimeOff

# Booked by both: neither cancelled, nor a request that nobody answered.
KEPT = (CallStatus.CONFIRMED, CallStatus.COMPLETED, CallStatus.NO_SHOW)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a period comes to."""

    calls: int
    scores: Scores
    ratings: Scores
    missed: Rate
    lasting: timedelta
    fill: Rate

    def facts(self) -> dict[str, Any]:
        """Return the totals as programs read them: counts, hours, and rates from 0 to 1."""
        return {
            "calls": self.calls,
            "missed": self.missed.part,
            "missed_rate": rounded(self.missed.share),
            "hours": rounded(self.lasting / HOUR),
            "scores": self.scores.count,
            "score_mean": rounded(self.scores.mean),
            "score_median": self.scores.median,
            "ratings": self.ratings.count,
            "rating_mean": rounded(self.ratings.mean),
            "rating_median": self.ratings.median,
            "offered": self.fill.whole,
            "booked": self.fill.part,
            "fill_rate": rounded(self.fill.share),
        }


@dataclass(frozen=True, slots=True)
class CoachFigures:
    """A coach's figures of a period, and the totals of the one before, None where there is none."""

    period: Period
    total: Totals
    before: Totals | None
    scores: Sequence[ScoreStep]
    weeks: Sequence[CallStep]
    months: Sequence[CallStep]
    fill: Mapping[tuple[int, int], Rate]
    fill_steps: Sequence[FillStep]
    pairs: Pairs


def read_coach(coach_id: int, which: Range, *, timezone: str, first_weekday: int = 1, now: datetime) -> CoachFigures:
    """Return a coach's figures on the calendar of a zone, in two statements."""
    asked = period_of(which, now=now, timezone=timezone, first_weekday=first_weekday, earliest=None)
    before = period_before(which, asked)
    since = before.from_at if before else EPOCH
    calls = [fact for _, fact in read_calls((Call.coach_id == coach_id, Call.starts_at >= since), now)]
    slots = [fact for _, fact in read_slots((Slot.coach_id == coach_id, Slot.starts_at >= since), now)]
    if before is None:
        begun = [*(call.starts_at for call in calls), *(slot.starts_at for slot in slots)]
        earliest = min(begun, default=None)
        asked = period_of(which, now=now, timezone=timezone, first_weekday=first_weekday, earliest=earliest)
    present = [call for call in calls if asked.holds(call.starts_at)]
    offered = [slot for slot in slots if asked.holds(slot.starts_at)]
    steps = asked.steps()
    return CoachFigures(
        period=asked,
        total=total_of(present, offered),
        before=None
        if before is None
        else total_of(
            [call for call in calls if before.holds(call.starts_at)],
            [slot for slot in slots if before.holds(slot.starts_at)],
        ),
        scores=rules.score_steps(present, steps),
        weeks=rules.call_steps(present, steps),
        months=rules.call_steps(present, asked.months()),
        fill=rules.fill_by_time(offered, timezone),
        fill_steps=rules.fill_steps(offered, steps),
        pairs=rules.pairs_of(present),
    )


def rounded(value: float | None) -> float | None:
    """Return a number as exactly as it is told, or None."""
    return None if value is None else round(value, 4)


def total_of(calls: Sequence[CallFact], slots: Sequence[SlotFact]) -> Totals:
    """Return what these calls and slots come to."""
    return Totals(
        calls=len(calls),
        scores=rules.scores_of(call.satisfaction for call in calls),
        ratings=rules.scores_of(call.rating for call in calls),
        missed=rules.missed_of(calls),
        lasting=rules.lasting_of(calls),
        fill=rules.fill_of(slots),
    )


def read_calls(where: Sequence[ColumnElement[bool]], now: datetime) -> list[tuple[Any, CallFact]]:
    """Return ended calls as facts, each with its row."""
    told = (
        Call.coach_id,
        Call.student_id,
        Call.starts_at,
        Call.ends_at,
        is_missed().label("is_missed"),
        Feedback.satisfaction,
        Review.rating,
    )
    statement = ended_calls(told, where, now).order_by(Call.starts_at, Call.id)
    return [
        (row, CallFact(row.starts_at, row.ends_at, row.is_missed, row.satisfaction, row.rating))
        for row in db.session.execute(statement)
    ]


def read_slots(where: Sequence[ColumnElement[bool]], now: datetime) -> list[tuple[Any, SlotFact]]:
    """Return offered times that have begun as facts, each with its row."""
    statement = offered_slots((Slot.coach_id, Slot.starts_at, Slot.status), where, now)
    return [(row, SlotFact(row.starts_at, row.status == SlotStatus.BOOKED)) for row in db.session.execute(statement)]


def ended_calls(told: Sequence[Any], where: Sequence[ColumnElement[bool]], now: datetime) -> Select[Any]:
    """Return the query for what is told of ended calls; a review counts once the coach may see it.

    The score that was logged of a call counts no more once it is settled that it was missed.
    """
    is_counted = and_(Feedback.call_id == Call.id, Call.status == CallStatus.COMPLETED)
    is_shown = and_(Review.call_id == Call.id, Review.shown_from <= now, Review.hidden_at.is_(None))
    return (
        select(*told)
        .select_from(Call)
        .outerjoin(Feedback, is_counted)
        .outerjoin(Review, is_shown)
        .where(*where, Call.ends_at <= now, Call.status.in_(KEPT))
    )


def is_missed() -> ColumnElement[bool]:
    """Return the condition, on `ended_calls`, that one of the two did not come."""
    return Call.status == CallStatus.NO_SHOW


def offered_slots(told: Sequence[Any], where: Sequence[ColumnElement[bool]], now: datetime) -> Select[Any]:
    """Return the query for what is told of offered times that have begun; what time off hid was not offered."""
    is_off = exists().where(
        TimeOff.coach_id == Slot.coach_id, TimeOff.ends_at > Slot.starts_at, TimeOff.starts_at < Slot.ends_at
    )
    return select(*told).where(
        *where, Slot.starts_at < now, or_(Slot.status == SlotStatus.BOOKED, (Slot.status == SlotStatus.OPEN) & ~is_off)
    )
