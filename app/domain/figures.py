"""What is told of many calls and slots: formulas alone, over facts that were read before."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import mean, median
from typing import TypeVar

from app.domain.feedback import RATINGS
from app.domain.periods import Step, step_at
from app.domain.rates import Rate
from app.domain.timezones import to_local

# Fewer scores have no average, and fewer events are not compared.
LEAST_SCORES = 5
LEAST_EVENTS = 3
# The running average is over so many steps.
RUNNING = 4
GOOD = 4
BAND = 2
# So large a share of times is as good as all of them.
NEARLY_ALL = 0.9


@dataclass(frozen=True, slots=True)
class CallFact:
    """An ended call that was neither cancelled nor left unanswered, with what both said of it."""

    starts_at: datetime
    ends_at: datetime
    is_missed: bool
    satisfaction: int | None = None
    # The student's, once the coach may see it.
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class SlotFact:
    """A time that was offered and has begun, booked or not."""

    starts_at: datetime
    is_booked: bool


Fact = TypeVar("Fact", CallFact, SlotFact)


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores from 1 to 5: how many of each."""

    counts: Mapping[int, int]

    @property
    def count(self) -> int:
        """Return how many scores there are."""
        return sum(self.counts.values())

    @property
    def mean(self) -> float | None:
        """Return the average, or None of too few."""
        return float(mean(self._all)) if self.count >= LEAST_SCORES else None

    @property
    def median(self) -> float | None:
        """Return the middle score, or None of none."""
        return float(median(self._all)) if self.count else None

    @property
    def good(self) -> Rate:
        """Return how many are 4 or 5."""
        return Rate(sum(count for score, count in self.counts.items() if score >= GOOD), self.count)

    @property
    def poor(self) -> Rate:
        """Return how many are 1 or 2."""
        return Rate(self.counts[1] + self.counts[2], self.count)

    @property
    def _all(self) -> list[int]:
        return [score for score, count in self.counts.items() for _ in range(count)]


@dataclass(frozen=True, slots=True)
class ScoreStep:
    """The scores of a week or a month, and those of the last four together."""

    step: Step
    scores: Scores
    running: Scores


@dataclass(frozen=True, slots=True)
class CallStep:
    """The calls of a week or a month: how many were missed of all, and how long those held lasted."""

    step: Step
    missed: Rate
    lasting: timedelta

    @property
    def held(self) -> int:
        """Return how many calls took place."""
        return self.missed.whole - self.missed.part


@dataclass(frozen=True, slots=True)
class FillStep:
    """How many of the times that a week or a month offered were booked."""

    step: Step
    fill: Rate


@dataclass(frozen=True, slots=True)
class Pairs:
    """The student's rating beside the coach's score, for calls that have both: how many of each pair."""

    counts: Mapping[tuple[int, int], int]

    @property
    def count(self) -> int:
        """Return how many calls have both."""
        return sum(self.counts.values())

    def compared(self, side: int) -> int:
        """Return in how many calls the student's rating was lower (-1), the same (0) or higher (1)."""
        return sum(
            count for (score, rating), count in self.counts.items() if (rating > score) - (rating < score) == side
        )


def scores_of(scores: Iterable[int | None]) -> Scores:
    """Return scores counted; those that were not given are left out."""
    found = Counter(score for score in scores if score is not None)
    return Scores({score: found[score] for score in RATINGS})


def together(many: Iterable[Scores]) -> Scores:
    """Return several counts of scores as one."""
    found: Counter[int] = Counter()
    for scores in many:
        found.update(scores.counts)
    return Scores({score: found[score] for score in RATINGS})


def score_steps(calls: Iterable[CallFact], steps: Sequence[Step]) -> list[ScoreStep]:
    """Return the scores week by week, or month by month, each with those of the three before."""
    given = _by_step(calls, steps)
    each = [scores_of(call.satisfaction for call in part) for part in given]
    return [
        ScoreStep(step, each[at], together(each[max(at - RUNNING + 1, 0) : at + 1])) for at, step in enumerate(steps)
    ]


def call_steps(calls: Iterable[CallFact], steps: Sequence[Step]) -> list[CallStep]:
    """Return the calls week by week, or month by month."""
    return [
        CallStep(step, missed_of(part), lasting_of(part))
        for step, part in zip(steps, _by_step(calls, steps), strict=True)
    ]


def missed_of(calls: Sequence[CallFact]) -> Rate:
    """Return how many calls were missed."""
    return Rate(sum(call.is_missed for call in calls), len(calls))


def lasting_of(calls: Iterable[CallFact]) -> timedelta:
    """Return how long the calls lasted that were held."""
    return sum((call.ends_at - call.starts_at for call in calls if not call.is_missed), timedelta())


def fill_of(slots: Sequence[SlotFact]) -> Rate:
    """Return how many of the offered times were booked."""
    return Rate(sum(slot.is_booked for slot in slots), len(slots))


def fill_steps(slots: Iterable[SlotFact], steps: Sequence[Step]) -> list[FillStep]:
    """Return how many were booked week by week, or month by month."""
    return [FillStep(step, fill_of(part)) for step, part in zip(steps, _by_step(slots, steps), strict=True)]


def halves_of(lines: Sequence[FillStep]) -> tuple[Rate, Rate] | None:
    """Return how many were booked in the first half of some steps and in the last, None where either offered too few.

    A step in the middle is of neither.
    """
    half = len(lines) // 2
    first, last = (sum((line.fill for line in part), Rate(0, 0)) for part in (lines[:half], lines[len(lines) - half :]))
    return (first, last) if min(first.whole, last.whole) >= LEAST_EVENTS else None


def fill_by_time(slots: Iterable[SlotFact], timezone: str) -> dict[tuple[int, int], Rate]:
    """Return how many were booked by ISO weekday and by the even hour in which they begin, on a zone's own clock."""
    found: dict[tuple[int, int], Rate] = {}
    for slot in slots:
        there = to_local(slot.starts_at, timezone)
        place = there.isoweekday(), there.hour // BAND * BAND
        found[place] = found.get(place, Rate(0, 0)) + Rate(int(slot.is_booked), 1)
    return found


def fullest(by_time: Mapping[tuple[int, int], Rate]) -> tuple[int, int] | None:
    """Return when nearly all times were booked, the fullest of all and of these the most often offered; None if never.

    Where few were offered nothing is told of them.
    """
    full = {
        place: (rate.share, rate.whole)
        for place, rate in by_time.items()
        if rate.whole >= LEAST_EVENTS and rate.share is not None and rate.share >= NEARLY_ALL
    }
    return max(full, key=lambda place: full[place], default=None)


def pairs_of(calls: Iterable[CallFact]) -> Pairs:
    """Return the scores and ratings of the calls that have both."""
    return Pairs(Counter((call.satisfaction, call.rating) for call in calls if call.satisfaction and call.rating))


def _by_step(facts: Iterable[Fact], steps: Sequence[Step]) -> list[list[Fact]]:
    found: list[list[Fact]] = [[] for _ in steps]
    for fact in facts:
        found[step_at(steps, fact.starts_at)].append(fact)
    return found
