"""The plots of a coach's figures: which shapes show which numbers."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask_babel import gettext

from app import formats
from app.domain.feedback import RATINGS
from app.domain.figures import BAND, LEAST_EVENTS, CallStep, FillStep, Pairs, Scores, ScoreStep
from app.domain.rates import Rate
from app.web import brief_times, plots
from app.web.figure_words import band_name, hours, number, percent, step_name, weekday_name
from app.web.plots import Bar, Cell, Plot
from app.web.scores import SCORES

# How dark a field is: five levels from none to all.
LEVELS = 4
# So many characters beside seven fields of a narrow place leave room for a full one's "100%".
NARROW_NAME = 6


def scores_over_time(lines: Sequence[ScoreStep], *, is_month: bool) -> tuple[Plot, ...]:
    """Return each score that was given, and the running average."""
    running = [line.running.mean for line in lines]
    known = [mean for mean in running if mean is not None]
    given = [[score for score, count in line.scores.counts.items() if count] for line in lines]
    names = [_short(line.step.first, is_month) for line in lines]
    told = number(known[-1]) if known else ""
    return plots.at_both_widths(lambda width: plots.scores_over_time(names, given, running, told, width))


def distribution(scores: Scores) -> tuple[Plot, ...]:
    """Return a bar for each score, the best on top."""
    rows = [
        Bar(f"{score} {SCORES[score]}", (count,), f"{count} ({percent(Rate(count, scores.count))})")
        for score, count in sorted(scores.counts.items(), reverse=True)
    ]
    return plots.at_both_widths(lambda width: plots.bars(rows, width))


def missed_by_month(lines: Sequence[CallStep]) -> tuple[Plot, ...]:
    """Return a bar for each month's calls, the missed ones filled."""
    rows = [
        Bar(
            step_name(line.step, is_month=True), (line.missed.part,),
            gettext("%(part)s of %(whole)s", part=line.missed.part, whole=line.missed.whole), line.missed.whole,
        )
        for line in lines
    ]  # fmt: skip
    return plots.at_both_widths(lambda width: plots.bars(rows, width))


def hours_by_week(lines: Sequence[CallStep], *, is_month: bool) -> tuple[Plot, ...]:
    """Return a column for each week's or month's hours."""
    names = [_short(line.step.first, is_month) for line in lines]
    values = [line.lasting / timedelta(hours=1) for line in lines]
    told = hours(max(line.lasting for line in lines))
    return plots.at_both_widths(lambda width: plots.columns(names, values, told, width))


def fill_by_time(fill: dict[tuple[int, int], Rate], weekdays: Sequence[int]) -> tuple[Plot, ...]:
    """Return a field for each weekday and time of day; too few times are told as such, not as a share."""
    bands = sorted({hour for _, hour in fill})
    cells = [[_cell(fill.get((weekday, hour), Rate(0, 0))) for weekday in weekdays] for hour in bands]
    tops = [weekday_name(weekday) for weekday in weekdays]
    return plots.at_both_widths(lambda width: plots.grid(tops, _sides(bands, width), cells, width))


def fill_by_step(lines: Sequence[FillStep], *, is_month: bool) -> tuple[Plot, ...]:
    """Return a bar for what each week or month offered, what was booked of it filled."""
    rows = [
        Bar(
            _short(line.step.first, is_month), (line.fill.part,),
            gettext("%(part)s of %(whole)s", part=line.fill.part, whole=line.fill.whole), line.fill.whole,
        )
        for line in lines
    ]  # fmt: skip
    return plots.at_both_widths(lambda width: plots.bars(rows, width))


def pairs(found: Pairs) -> tuple[Plot, ...]:
    """Return a field for each pair of the coach's score, from above, and the student's rating, from the side."""
    most = max(found.counts.values())
    cells = [[_count(found.counts.get((score, rating), 0), most) for score in RATINGS] for rating in reversed(RATINGS)]
    tops = [str(score) for score in RATINGS]
    return plots.at_both_widths(lambda width: plots.grid(tops, list(reversed(tops)), cells, width))


def _sides(bands: Sequence[int], width: int) -> list[str]:
    """Write the hours of the rows; in a narrow place only where each begins if both ends would be long."""
    names = [band_name(hour) for hour in bands]
    if width > plots.NARROW or max(map(len, names)) <= NARROW_NAME:
        return names
    return [brief_times.mark(timedelta(hours=hour), timedelta(hours=BAND)) for hour in bands]


def _cell(rate: Rate) -> Cell:
    if not rate.whole:
        return Cell("–", None)
    share = rate.share or 0.0
    told = percent(rate) if rate.whole >= LEAST_EVENTS else f"{rate.part}/{rate.whole}"
    return Cell(told, round(share * LEVELS))


def _count(count: int, most: int) -> Cell:
    return Cell(str(count), max(1, round(count / most * LEVELS))) if count else Cell("", None)


def _short(day: date, is_month: bool) -> str:
    return formats.month(day) if is_month else formats.short_date(day)
