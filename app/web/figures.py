"""The figures of a dashboard: each a sentence, a plot and a table of the same numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app import formats
from app.domain.figures import LEAST_EVENTS, Scores
from app.services.figures import CoachFigures
from app.web import figure_plots, figure_tables, figure_words
from app.web.figure_tables import Table
from app.web.plots import Plot

WEEK = 6


@dataclass(frozen=True, slots=True)
class Figure:
    """What one figure shows; without plots there is too little to show, and `sentence` says when there will be."""

    key: str
    title: str
    sentence: str
    table: Table
    plots: Sequence[Plot] = ()
    # What the shapes of the plot mean.
    legend: str = ""
    # What to do about it: words and an address.
    link: tuple[str, str] | None = None

    @property
    def is_empty(self) -> bool:
        """Return whether there is too little to show."""
        return not self.plots


def figures_of(found: CoachFigures, *, open_more: tuple[str, str] | None = None) -> list[Figure]:
    """Return a coach's figures, in the order of the page; perhaps with the way to open more of what is full."""
    return [
        scores(found), distribution(found.total.scores), missed(found), hours(found), fill(found, open_more),
        fill_over_time(found), pairs(found),
    ]  # fmt: skip


def scores(found: CoachFigures) -> Figure:
    """Return how satisfied students were, week by week."""
    is_month = steps_are_months(found)
    title, table = gettext("Satisfaction over time"), figure_tables.scores_by_week(found, is_month=is_month)
    if found.total.scores.count < LEAST_EVENTS:
        return Figure("scores", title, gettext("Your first scores will appear here after 3 calls with one."), table)
    return Figure(
        "scores", title, figure_words.tell_scores(list(found.scores), found.total.scores), table,
        figure_plots.scores_over_time(found.scores, is_month=is_month),
        gettext("Rings: scores given in a month. Line: the average of 4 months, from 5 scores on.") if is_month
        else gettext("Rings: scores given in a week. Line: the average of 4 weeks, from 5 scores on."),
    )  # fmt: skip


def distribution(given: Scores) -> Figure:
    """Return how often each score was given."""
    title, table = gettext("How often each score"), figure_tables.distribution(given)
    if given.count < LEAST_EVENTS:
        return Figure("distribution", title, gettext("How often you gave each appears here after 3 scores."), table)
    plot = figure_plots.distribution(given)
    return Figure("distribution", title, figure_words.tell_distribution(given), table, plot)


def missed(found: CoachFigures) -> Figure:
    """Return how many calls were missed, month by month."""
    title, table, rate = gettext("Missed calls"), figure_tables.missed_by_month(found), found.total.missed
    if rate.whole < LEAST_EVENTS:
        return Figure("missed", title, gettext("How many calls were missed appears here after 3 calls."), table)
    plot = figure_plots.missed_by_month(found.months)
    legend = gettext("Frame: all calls of the month. Filled: those that one of you missed.")
    return Figure("missed", title, figure_words.tell_missed(rate), table, plot, legend)


def hours(found: CoachFigures) -> Figure:
    """Return how many hours were coached, week by week."""
    is_month = steps_are_months(found)
    title, table = gettext("Hours coached"), figure_tables.hours_by_week(found.weeks, is_month=is_month)
    if not found.total.lasting:
        return Figure("hours", title, gettext("Hours appear here after your first call."), table)
    sentence = figure_words.tell_hours(found.weeks, is_month=is_month)
    return Figure("hours", title, sentence, table, figure_plots.hours_by_week(found.weeks, is_month=is_month))


def fill(found: CoachFigures, link: tuple[str, str] | None = None) -> Figure:
    """Return how many of the offered times were booked, by weekday and time of day."""
    weekdays = formats.weekdays()
    title, table, rate = gettext("Booked times"), figure_tables.fill_by_time(found, weekdays), found.total.fill
    if rate.whole < LEAST_EVENTS:
        return Figure("fill", title, gettext("Which times are booked appears here after 3 times you opened."), table)
    plot = figure_plots.fill_by_time(dict(found.fill), weekdays)
    legend = gettext("Each field: two hours, and the share of their times that was booked; of fewer than 3, how many.")
    return Figure("fill", title, figure_words.tell_fill(rate, found.fill), table, plot, legend, link)


def fill_over_time(found: CoachFigures) -> Figure:
    """Return how many of the offered times were booked, week by week."""
    is_month, rate = steps_are_months(found), found.total.fill
    title, table = gettext("Booked times over time"), figure_tables.fill_by_step(found, is_month=is_month)
    if rate.whole < LEAST_EVENTS:
        return Figure("fill-steps", title, gettext("How that changes appears here after 3 times you opened."), table)
    plot = figure_plots.fill_by_step(found.fill_steps, is_month=is_month)
    legend = (
        gettext("Frame: all times you offered in a month. Filled: those that were booked.") if is_month
        else gettext("Frame: all times you offered in a week. Filled: those that were booked.")
    )  # fmt: skip
    return Figure("fill-steps", title, figure_words.tell_fill_steps(rate, found.fill_steps), table, plot, legend)


def pairs(found: CoachFigures) -> Figure:
    """Return how the students' ratings stand to the coach's scores."""
    title, table = gettext("Students’ ratings beside your scores"), figure_tables.pairs(found)
    if found.pairs.count < LEAST_EVENTS:
        return Figure(
            "pairs", title, gettext("This appears after 3 calls that have both, a score and a rating."), table
        )
    plot, legend = figure_plots.pairs(found.pairs), gettext("From left to right: your score. Upwards: the rating.")
    return Figure("pairs", title, figure_words.tell_pairs(found.pairs), table, plot, legend)


def steps_are_months(found: CoachFigures) -> bool:
    """Return whether a step of the figures is a month and not a week."""
    step = found.weeks[0].step
    return (step.last - step.first).days > WEEK
