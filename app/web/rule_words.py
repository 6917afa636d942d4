"""Weekly rules, and what they open, in words."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime

from babel.lists import format_list
from flask_babel import get_locale, gettext, ngettext

from app import formats
from app.domain.holidays import Holiday
from app.domain.roll_over import Skip
from app.domain.series import DateVerdict
from app.domain.weekly_rules import WeeklyRule
from app.services.rule_opening import RuleDate
from app.services.weekly_rules import Done
from app.web.access import policy

MONDAY = date(2024, 1, 1)


def sentence(rule: WeeklyRule) -> str:
    """Write a rule, like "Every Tue and Thu 18:00–20:00, Lisbon time, from 1 Dec, no end"."""
    days = [formats.short_weekday(MONDAY.replace(day=number)) for number in sorted(rule.weekdays)]
    times = [_hours(datetime.combine(MONDAY, at, UTC)) for at in rule.times]
    return str(
        gettext(
            "Every %(days)s %(times)s, %(zone)s time, from %(first)s, %(end)s",
            days=_all(days),
            times=_all(times),
            zone=formats.zone_name(rule.timezone),
            first=formats.plain_date(rule.first_on),
            end=gettext("until %(day)s", day=formats.plain_date(rule.last_on)) if rule.last_on else gettext("no end"),
        )
    )


def preview(dates: Sequence[RuleDate], weeks: int) -> str:
    """Write how many slots a rule opens, and how many dates it skips for which reasons."""
    opens = sum(one.verdict is DateVerdict.PUBLISH for one in dates)
    told = ngettext(
        "This opens %(num)s slot in the next %(weeks)s weeks", "This opens %(num)s slots in the next %(weeks)s weeks",
        opens, weeks=weeks,
    )  # fmt: skip
    reasons = Counter(why(one) for one in dates if one.verdict is not DateVerdict.PUBLISH)
    if not reasons:
        return f"{told}."
    skipped = ngettext("%(num)s is skipped", "%(num)s are skipped", reasons.total())
    return f"{told}, {skipped} ({'; '.join(reasons)})."


def why(one: RuleDate) -> str:
    """Write why a date is left out."""
    words = {
        Skip.THERE: gettext("you have that slot already"),
        Skip.HOLIDAY: gettext("a holiday: %(name)s", name=one.holiday),
        Skip.BUSY: gettext("you have a call then"),
        Skip.WITHDRAWN: gettext("you took that slot back"),
        Skip.CROWDED: gettext("it overlaps another time of this rule"),
        DateVerdict.PAST: gettext("in the past"),
        DateVerdict.TOO_FAR: gettext("too far ahead"),
        DateVerdict.OVERLAP: gettext("it overlaps another of your slots"),
        DateVerdict.OUTSIDE_SEMESTER: gettext("outside the semesters"),
        DateVerdict.TIME_OFF: gettext("you are off"),
        DateVerdict.NO_SUCH_TIME: gettext("the clocks go forward, there is no such time"),
    }
    return str(words.get(one.verdict, ""))


def skipped(rule: WeeklyRule, holidays: Sequence[Holiday], *, now: datetime) -> str:
    """Write on which days of those that it opens now a rule opens nothing, for they are holidays; empty if on none."""
    names: dict[date, str] = {}
    for wall_time, holiday in rule.skipped(holidays, length=policy().slot_length, now=now):
        names.setdefault(wall_time.date(), holiday.name)
    days = [f"{formats.plain_date(day)} ({name})" for day, name in names.items()]
    return str(gettext("Not on %(days)s.", days=_all(days))) if days else ""


def tell_done(done: Done) -> str:
    """Write what saving a rule did."""
    sentences = [
        gettext("The rule is saved."),
        ngettext("%(num)s slot is opened.", "%(num)s slots are opened.", done.opened),
    ]
    if done.withdrawn:
        sentences.append(tell_withdrawn(done.withdrawn))
    return " ".join(sentences)


def tell_withdrawn(count: int) -> str:
    """Write what became of the slots that nobody had booked."""
    return str(
        ngettext(
            "%(num)s open slot that nobody had booked is withdrawn.",
            "%(num)s open slots that nobody had booked are withdrawn.",
            count,
        )
    )


def _hours(starts: datetime) -> str:
    return formats.hours(starts, starts + policy().slot_length, "UTC")


def _all(parts: Sequence[str]) -> str:
    return str(format_list(parts, locale=get_locale()))
