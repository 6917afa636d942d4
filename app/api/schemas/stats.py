"""Figures: a coach's own, and a student's hours."""

from datetime import date

from pydantic import Field

from app.api.schemas.shape import Instant, Number, Shape
from app.domain.periods import Range
from app.services.figures import HOUR, CoachFigures, rounded
from app.services.student_hours import StudentHours


class StatsQuery(Shape):
    """How far back the coach's figures reach."""

    range: Range = Field(default=Range.TWELVE_WEEKS, description="Whole weeks with the present one, or everything.")


class Totals(Shape):
    """What a period comes to; rates are from 0 to 1, and under 5 scores there is no mean."""

    calls: int
    missed: int
    missed_rate: float | None
    hours: float
    scores: int
    score_mean: float | None
    score_median: float | None
    ratings: int
    rating_mean: float | None
    rating_median: float | None
    offered: int
    booked: int
    fill_rate: float | None


class Step(Shape):
    """A week, or a month of a long range; the running mean is over four of them."""

    first_day: date
    last_day: date
    calls: int
    missed: int
    hours: float
    scores: int
    score_median: float | None
    running_mean: float | None


class ScoreCount(Shape):
    """How often a score was given."""

    score: int
    calls: int


class FillCell(Shape):
    """How many of the times were booked that begin on a weekday (Monday is 1) in two hours of the day."""

    weekday: int
    from_hour: int
    offered: int
    booked: int


class PairCount(Shape):
    """How many calls the coach gave one score and the student one rating."""

    score: int
    rating: int
    calls: int


class CoachStats(Shape):
    """A coach's own figures."""

    total: Totals
    before: Totals | None = Field(description="Of as many weeks before; null for everything.")
    steps: list[Step]
    distribution: list[ScoreCount]
    fill: list[FillCell]
    pairs: list[PairCount]

    @classmethod
    def of(cls, found: CoachFigures) -> "CoachStats":
        """Return what the API tells a coach."""
        return cls(
            total=Totals(**found.total.facts()),
            before=Totals(**found.before.facts()) if found.before else None,
            steps=[
                Step(
                    first_day=line.step.first,
                    last_day=line.step.last,
                    calls=line.missed.whole,
                    missed=line.missed.part,
                    hours=line.lasting / HOUR,
                    scores=scored.scores.count,
                    score_median=scored.scores.median,
                    running_mean=rounded(scored.running.mean),
                )
                for line, scored in zip(found.weeks, found.scores, strict=True)
            ],
            distribution=[ScoreCount(score=score, calls=calls) for score, calls in found.total.scores.counts.items()],
            fill=[
                FillCell(weekday=weekday, from_hour=hour, offered=rate.whole, booked=rate.part)
                for (weekday, hour), rate in sorted(found.fill.items())
            ],
            pairs=[
                PairCount(score=score, rating=rating, calls=calls)
                for (score, rating), calls in sorted(found.pairs.counts.items())
            ],
        )


class CoachHours(Shape):
    """A student's calls with one coach."""

    coach_id: Number
    name: str
    calls: int
    missed: int
    hours: float
    latest_at: Instant


class StudentStats(Shape):
    """A student's hours, of all their calls."""

    calls: int
    missed: int
    hours: float
    coaches: list[CoachHours]

    @classmethod
    def of(cls, found: StudentHours) -> "StudentStats":
        """Return what the API tells a student."""
        return cls(
            calls=found.missed.whole,
            missed=found.missed.part,
            hours=found.lasting / HOUR,
            coaches=[
                CoachHours(
                    coach_id=line.coach_id,
                    name=line.name,
                    calls=line.missed.whole,
                    missed=line.missed.part,
                    hours=line.lasting / HOUR,
                    latest_at=line.latest_at,
                )
                for line in found.coaches
            ],
        )


class Stats(Shape):
    """The caller's figures, as a coach and as a student."""

    range: Range
    from_at: Instant | None
    to_at: Instant
    timezone: str
    coach: CoachStats | None = Field(description="Null for whoever does not coach.")
    student: StudentStats
