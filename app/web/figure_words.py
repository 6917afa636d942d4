"""What figures say, in sentences: always of how many, and never more than so few can tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import format_decimal, format_percent, gettext, ngettext

from app import formats
from app.domain.figures import (
    BAND,
    LEAST_EVENTS,
    LEAST_SCORES,
    CallStep,
    FillStep,
    Pairs,
    Scores,
    ScoreStep,
    fullest,
    halves_of,
)
from app.domain.periods import Range, Step
from app.domain.rates import Rate
from app.services.figures import CoachFigures, Totals
from app.web import brief_times

# Smaller differences are none: they would be gone with one more call.
TENTH, POINT = 0.05, 0.005
ALWAYS = 1.0


@dataclass(frozen=True, slots=True)
class Headline:
    """One of the numbers on top: it leads to its figure."""

    key: str
    value: str
    text: str


def number(value: float | None) -> str:
    """Write a number with one decimal, or a dash for none."""
    return "–" if value is None else str(format_decimal(round(value, 1), format="0.0"))


def whole(value: float | None) -> str:
    """Write a number that has a half at the most, or a dash for none."""
    return "–" if value is None else str(format_decimal(value, format="0.#"))


def percent(rate: Rate) -> str:
    """Write a rate as whole per cent, or a dash of nothing."""
    return "–" if rate.share is None else str(format_percent(rate.share, format="#,##0%"))


def hours(lasting: timedelta) -> str:
    """Write how many hours that are."""
    return formats.count_hours(round(lasting / timedelta(hours=1), 1))


def interval(rate: Rate) -> str:
    """Write between what the true rate lies."""
    low, high = (str(format_percent(end, format="#,##0%")) for end in rate.interval or (0, 1))
    return str(gettext("95%% interval %(low)s to %(high)s", low=low, high=high))


def step_name(step: Step, *, is_month: bool = False) -> str:
    """Write a month by its name, a week by its days."""
    return formats.month(step.first) if is_month else formats.date_span(step.first, step.last)


def headlines(figures: CoachFigures) -> list[Headline]:
    """Return the four numbers, each compared with the weeks before where there is enough to compare."""
    total, before = figures.total, figures.before
    scores, missed, fill = total.scores, total.missed, total.fill
    counted = ngettext("average of %(num)s score", "average of %(num)s scores", scores.count)
    few = ngettext("%(num)s score, too few for an average", "%(num)s scores, too few for an average", scores.count)
    held = missed.whole - missed.part
    return [
        Headline("scores", number(scores.mean), _and(counted if scores.mean else few, _score_change(total, before))),
        Headline(
            "missed",
            percent(missed),
            _and(
                ngettext("%(part)s of %(num)s call missed", "%(part)s of %(num)s calls missed", missed.whole,
                         part=missed.part),
                _rate_change(missed, before.missed if before else None),
            ),
        ),
        Headline(
            "hours",
            hours(total.lasting),
            _and(ngettext("in %(num)s call", "in %(num)s calls", held), _hours_change(total, before)),
        ),
        Headline(
            "fill",
            percent(fill),
            _and(
                ngettext("%(part)s of %(num)s offered time booked", "%(part)s of %(num)s offered times booked",
                         fill.whole, part=fill.part),
                _rate_change(fill, before.fill if before else None),
            ),
        ),
    ]  # fmt: skip


def tell_scores(steps: list[ScoreStep], scores: Scores) -> str:
    """Say how scores went: from the first four weeks or months to the last, if each has enough of them."""
    known = [at for at, step in enumerate(steps) if step.running.mean is not None]
    spread = gettext(
        "median %(median)s, from %(count)s; %(good)s were 4 or 5 (%(interval)s)",
        median=whole(scores.median),
        count=ngettext("%(num)s score", "%(num)s scores", scores.count),
        good=percent(scores.good),
        interval=interval(scores.good),
    )
    if scores.mean is None:
        return str(gettext("Too few scores for an average: %(spread)s.", spread=spread))
    told = gettext("Average %(mean)s, %(spread)s.", mean=number(scores.mean), spread=spread)
    # Two averages that share a week would hide half of the change.
    if known and known[-1] - known[0] >= len(steps[:4]):
        first, last = (steps[at].running.mean or 0 for at in (known[0], known[-1]))
        told = f"{_course(first, last)} {told}"
    return str(told)


def tell_distribution(scores: Scores) -> str:
    """Say how many scores were the best, and how many the worst."""
    best = Rate(scores.counts[5], scores.count)
    return str(ngettext(
        "Of %(num)s score, %(best)s were 5 and %(poor)s were 1 or 2.",
        "Of %(num)s scores, %(best)s were 5 and %(poor)s were 1 or 2.",
        scores.count, best=percent(best), poor=percent(scores.poor),
    ))  # fmt: skip


def tell_missed(missed: Rate) -> str:
    """Say how many calls were missed."""
    return str(ngettext(
        "%(part)s of %(num)s call was missed (%(share)s, %(interval)s).",
        "%(part)s of %(num)s calls were missed (%(share)s, %(interval)s).",
        missed.whole, part=missed.part, share=percent(missed), interval=interval(missed),
    ))  # fmt: skip


def tell_hours(lines: Sequence[CallStep], *, is_month: bool) -> str:
    """Say how many hours were coached, and when most: which week or month, or how many of them where some are equal."""
    held = sum(line.held for line in lines)
    shown = [hours(line.lasting) for line in lines]
    most = hours(max(line.lasting for line in lines))
    best = [line.step for line, told in zip(lines, shown, strict=True) if told == most]
    if len(best) == 1:
        when = gettext("%(most)s in %(when)s", most=most, when=step_name(best[0], is_month=is_month))
    elif is_month:
        when = ngettext("%(most)s in each of %(num)s month", "%(most)s in each of %(num)s months", len(best), most=most)
    else:
        when = ngettext("%(most)s in each of %(num)s week", "%(most)s in each of %(num)s weeks", len(best), most=most)
    return str(
        gettext(
            "%(hours)s in %(calls)s. Most: %(when)s.",
            hours=hours(sum((line.lasting for line in lines), timedelta())),
            calls=ngettext("%(num)s call", "%(num)s calls", held),
            when=when,
        )
    )


def tell_fill(fill: Rate, by_time: Mapping[tuple[int, int], Rate]) -> str:
    """Say how much of what was offered was booked, which times always, or nearly so, and which never."""
    told = [
        ngettext(
            "%(part)s of %(num)s offered time was booked (%(share)s, %(interval)s).",
            "%(part)s of %(num)s offered times were booked (%(share)s, %(interval)s).",
            fill.whole, part=fill.part, share=percent(fill), interval=interval(fill),
        )
    ]  # fmt: skip
    enough = {place: rate for place, rate in by_time.items() if rate.whole >= LEAST_EVENTS}
    full = fullest(by_time)
    empty = max((place for place in enough if not enough[place].part), key=lambda at: enough[at].whole, default=None)
    if full and by_time[full].share == ALWAYS:
        told.append(gettext("%(time)s was always taken.", time=time_name(*full)))
    elif full:
        part, whole = by_time[full].part, by_time[full].whole
        told.append(
            gettext("%(time)s was taken %(part)s of %(whole)s times.", time=time_name(*full), part=part, whole=whole)
        )
    if empty:
        told.append(gettext("%(time)s never was.", time=time_name(*empty)))
    return " ".join(str(part) for part in told)


def tell_fill_steps(fill: Rate, lines: Sequence[FillStep]) -> str:
    """Say how the share of booked times went, from the first half of the steps to the last."""
    halves = halves_of(lines)
    if halves is None:
        told = ngettext(
            "%(part)s of %(num)s offered time was booked.", "%(part)s of %(num)s offered times were booked.",
            fill.whole, part=fill.part,
        )  # fmt: skip
        return str(told)
    first, last = halves
    return str(gettext(
        "In the first half %(first)s were booked (%(first_part)s of %(first_whole)s), in the second %(last)s"
        " (%(last_part)s of %(last_whole)s).",
        first=percent(first), first_part=first.part, first_whole=first.whole,
        last=percent(last), last_part=last.part, last_whole=last.whole,
    ))  # fmt: skip


def tell_pairs(pairs: Pairs) -> str:
    """Say how the students' ratings stand to the coach's scores."""
    return str(ngettext(
        "Of %(num)s call with both, the student rated %(same)s the same, %(higher)s higher, %(lower)s lower.",
        "Of %(num)s calls with both, students rated %(same)s the same, %(higher)s higher, %(lower)s lower.",
        pairs.count, same=pairs.compared(0), higher=pairs.compared(1), lower=pairs.compared(-1),
    ))  # fmt: skip


def tell_range(which: Range) -> str:
    """Name a range."""
    names = {
        Range.FOUR_WEEKS: gettext("4 weeks"),
        Range.TWELVE_WEEKS: gettext("12 weeks"),
        Range.YEAR: gettext("1 year"),
        Range.ALL: gettext("All"),
    }
    return str(names[which])


def weekday_name(weekday: int) -> str:
    """Write an ISO weekday in few letters."""
    return formats.short_weekday(date.fromisocalendar(2000, 1, weekday))


def band_name(hour: int) -> str:
    """Write two hours of the day, like "18–20" or "6–8 PM"."""
    return brief_times.hours(hour, hour + BAND)


def time_name(weekday: int, hour: int) -> str:
    """Write a weekday with two hours of it."""
    return f"{weekday_name(weekday)} {band_name(hour)}"


def _course(first: float, last: float) -> str:
    places = {"first": number(first), "last": number(last)}
    if abs(last - first) < 2 * TENTH:
        return str(gettext("Scores stayed at about %(last)s.", **places))
    if last > first:
        return str(gettext("Scores rose from %(first)s to %(last)s.", **places))
    return str(gettext("Scores fell from %(first)s to %(last)s.", **places))


def _and(told: str, change: str) -> str:
    return f"{told}, {change}" if change else told


def _score_change(total: Totals, before: Totals | None) -> str:
    if before is None or total.scores.mean is None:
        return ""
    if before.scores.count < LEAST_SCORES or before.scores.mean is None:
        return _too_few(is_before=True)
    difference = total.scores.mean - before.scores.mean
    return _up_or_down(difference, number(abs(difference)), TENTH)


def _rate_change(rate: Rate, before: Rate | None) -> str:
    if before is None or not rate.whole:
        return ""
    if min(rate.whole, before.whole) < LEAST_EVENTS:
        return _too_few(is_before=rate.whole >= LEAST_EVENTS)
    difference = (rate.share or 0) - (before.share or 0)
    points = round(abs(difference) * 100)
    return _up_or_down(difference, ngettext("%(num)s point", "%(num)s points", points), POINT)


def _hours_change(total: Totals, before: Totals | None) -> str:
    if before is None:
        return ""
    if min(total.missed.whole, before.missed.whole) < LEAST_EVENTS:
        return _too_few(is_before=total.missed.whole >= LEAST_EVENTS)
    difference = (total.lasting - before.lasting) / timedelta(hours=1)
    return _up_or_down(difference, whole(round(abs(difference), 1)), TENTH)


def _too_few(*, is_before: bool) -> str:
    return str(gettext("too few before to compare") if is_before else gettext("too few to compare"))


def _up_or_down(difference: float, told: str, least: float) -> str:
    if abs(difference) < least:
        return str(gettext("as before"))
    return str(gettext("up %(much)s", much=told) if difference > 0 else gettext("down %(much)s", much=told))
