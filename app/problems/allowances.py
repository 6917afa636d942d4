"""What limits a student's calls, and the way out, in words for whoever reads."""

from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app import formats
from app.domain.allowances import Allowance, Limits, Period, WayOut

# What else there is to do: where all calls ahead are limited, where weeks or semesters are, or where both are.
ELSE: dict[tuple[Period, ...], Any] = {
    (Period.AHEAD,): _l("book again from %(from_at)s on"),
    (Period.WEEK,): _l("choose a time in another week: the next with room begins on %(at)s"),
    (Period.SEMESTER,): _l("choose a time in another semester: the next with room begins on %(at)s"),
    (Period.AHEAD, Period.WEEK): _l(
        "book again from %(from_at)s on, in another week: the next with room begins on %(at)s"
    ),
    (Period.AHEAD, Period.SEMESTER): _l(
        "book again from %(from_at)s on, in another semester: the next with room begins on %(at)s"
    ),
}
NEXT_SEMESTER = _l("book again in the next semester")


def write_allowance(allowed: Allowance) -> str:
    """Return a limit as a sentence without its full stop."""
    if allowed.period is Period.AHEAD:
        text = ngettext(
            "A student may have %(num)s call ahead at a time",
            "A student may have %(num)s calls ahead at a time",
            allowed.number,
        )
    elif allowed.period is Period.WEEK:
        text = ngettext(
            "A student may have %(num)s call in a week", "A student may have %(num)s calls in a week", allowed.number
        )
    else:
        text = ngettext(
            "A student may have %(num)s call in a semester",
            "A student may have %(num)s calls in a semester",
            allowed.number,
        )
    return str(text)


def write_limits(limits: Limits) -> str:
    """Return limits as sentences, the last without its full stop."""
    return ". ".join(map(write_allowance, limits.reached))


def write_way_out(way: WayOut) -> str:
    """Return what to do, in a sentence: cancel, if that can be and helps, or book otherwise."""
    otherwise = _otherwise(way)
    if way.among < way.number:
        return f"{otherwise[0].upper()}{otherwise[1:]}."
    return str(gettext("%(cancelling)s, or %(otherwise)s.", cancelling=_cancelling(way), otherwise=otherwise))


def _otherwise(way: WayOut) -> str:
    # Of a week and its semester, which are both full, another week is no way out.
    widest = tuple(one for one in way.reached if one is not Period.WEEK or Period.SEMESTER not in way.reached)
    if way.at is None and widest != (Period.AHEAD,):
        return str(NEXT_SEMESTER)
    facts = {"from_at": way.from_at, "at": way.at}
    return str(ELSE[widest]) % {name: formats.moment(instant) for name, instant in facts.items() if instant}


def _cancelling(way: WayOut) -> str:
    facts = {"num": way.among, "number": way.number}
    if Period.WEEK in way.reached:
        text = ngettext(
            "Cancel the one in that week that can still be cancelled",
            "Cancel %(number)s of the %(num)s in that week that can still be cancelled",
            **facts,
        )
    elif Period.SEMESTER in way.reached:
        text = ngettext(
            "Cancel the one in that semester that can still be cancelled",
            "Cancel %(number)s of the %(num)s in that semester that can still be cancelled",
            **facts,
        )
    else:
        text = ngettext(
            "Cancel the one that can still be cancelled",
            "Cancel %(number)s of the %(num)s that can still be cancelled",
            **facts,
        )
    return str(text)
