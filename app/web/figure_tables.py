"""The numbers behind each figure, as a table on the page and as a file: one source for both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from app.domain.figures import BAND, CallStep, Scores, ScoreStep
from app.domain.rates import Rate
from app.services.figures import HOUR, CoachFigures, rounded
from app.web.figure_words import band_name, number, percent, step_name, weekday_name, whole
from app.web.scores import SCORES


@dataclass(frozen=True, slots=True)
class Table:
    """The same rows twice: under headings as the page shows them, under columns as a file has them."""

    caption: str
    headings: Sequence[str]
    shown: Sequence[Sequence[str]]
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def scores_by_week(figures: CoachFigures, *, is_month: bool) -> Table:
    """Return the scores step by step."""
    return Table(
        gettext("Scores by month") if is_month else gettext("Scores by week"),
        [_step(is_month), gettext("Scores"), gettext("Given"), gettext("Median"), _running(is_month)],
        [
            [step_name(line.step, is_month=is_month), str(line.scores.count), ", ".join(map(str, _each(line))) or "–",
             whole(line.scores.median), number(line.running.mean)]
            for line in figures.scores
        ],
        ("first_day", "last_day", "count", "median", "running_count", "running_mean"),
        [
            (line.step.first.isoformat(), line.step.last.isoformat(), line.scores.count, line.scores.median,
             line.running.count, rounded(line.running.mean))
            for line in figures.scores
        ],
    )  # fmt: skip


def distribution(scores: Scores) -> Table:
    """Return how often each score was given."""
    shares = {score: Rate(count, scores.count) for score, count in scores.counts.items()}
    return Table(
        gettext("How often each score was given"),
        [gettext("Score"), gettext("Calls"), gettext("Share")],
        [[f"{score}, {SCORES[score]}", str(rate.part), percent(rate)] for score, rate in reversed(shares.items())],
        ("score", "count", "share"),
        [(score, rate.part, rounded(rate.share)) for score, rate in reversed(shares.items())],
    )


def missed_by_month(figures: CoachFigures) -> Table:
    """Return how many calls were missed month by month."""
    return Table(
        gettext("Missed calls by month"),
        [gettext("Month"), gettext("Calls"), gettext("Missed"), gettext("Share")],
        [
            [step_name(line.step, is_month=True), str(line.missed.whole), str(line.missed.part), percent(line.missed)]
            for line in figures.months
        ],
        ("first_day", "calls", "missed", "share"),
        [
            (line.step.first.isoformat(), line.missed.whole, line.missed.part, rounded(line.missed.share))
            for line in figures.months
        ],
    )  # fmt: skip


def hours_by_week(lines: Sequence[CallStep], *, is_month: bool) -> Table:
    """Return how many calls were held step by step, and how long they lasted."""
    return Table(
        gettext("Hours by month") if is_month else gettext("Hours by week"),
        [_step(is_month), gettext("Calls"), gettext("Hours")],
        [
            [step_name(line.step, is_month=is_month), str(line.held), whole(round(line.lasting / HOUR, 1))]
            for line in lines
        ],
        ("first_day", "last_day", "calls", "hours"),
        [
            (line.step.first.isoformat(), line.step.last.isoformat(), line.held, rounded(line.lasting / HOUR))
            for line in lines
        ],
    )  # fmt: skip


def fill_by_time(figures: CoachFigures, weekdays: Iterable[int]) -> Table:
    """Return how many of the offered times were booked, by weekday and time of day."""
    order = {weekday: place for place, weekday in enumerate(weekdays)}
    places = sorted(figures.fill.items(), key=lambda item: (order[item[0][0]], item[0][1]))
    return Table(
        gettext("Booked times by weekday and time of day"),
        [gettext("Weekday"), gettext("Hours"), gettext("Offered"), gettext("Booked"), gettext("Share")],
        [
            [weekday_name(weekday), band_name(hour), str(rate.whole), str(rate.part), percent(rate)]
            for (weekday, hour), rate in places
        ],
        ("weekday", "from_hour", "to_hour", "offered", "booked", "share"),
        [
            (weekday, hour, hour + BAND, rate.whole, rate.part, rounded(rate.share))
            for (weekday, hour), rate in places
        ],
    )  # fmt: skip


def fill_by_step(figures: CoachFigures, *, is_month: bool) -> Table:
    """Return how many of the offered times were booked, step by step."""
    return Table(
        gettext("Booked times by month") if is_month else gettext("Booked times by week"),
        [_step(is_month), gettext("Offered"), gettext("Booked"), gettext("Share")],
        [
            [step_name(line.step, is_month=is_month), str(line.fill.whole), str(line.fill.part), percent(line.fill)]
            for line in figures.fill_steps
        ],
        ("first_day", "last_day", "offered", "booked", "share"),
        [
            (line.step.first.isoformat(), line.step.last.isoformat(), line.fill.whole, line.fill.part,
             rounded(line.fill.share))
            for line in figures.fill_steps
        ],
    )  # fmt: skip


def pairs(figures: CoachFigures) -> Table:
    """Return how often each score came with each rating."""
    found = sorted(figures.pairs.counts.items(), reverse=True)
    return Table(
        gettext("Your scores and the students’ ratings"),
        [gettext("Your score"), gettext("Rating"), gettext("Calls")],
        [[str(score), str(rating), str(count)] for (score, rating), count in found],
        ("score", "rating", "calls"),
        [(score, rating, count) for (score, rating), count in found],
    )


def _each(line: ScoreStep) -> list[int]:
    return [score for score, count in line.scores.counts.items() for _ in range(count)]


def _step(is_month: bool) -> str:
    return str(gettext("Month") if is_month else gettext("Week"))


def _running(is_month: bool) -> str:
    return str(gettext("Average of 4 months") if is_month else gettext("Average of 4 weeks"))
