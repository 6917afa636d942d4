"""What limits a student's calls, and the way out, in words for whoever reads."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app import formats
from app.domain.allowances import Allowance, Period, WayOut

# What else there is to do, without a call to cancel and with one.
OTHERWISE: dict[Period, tuple[Any, Any]] = {
    Period.AHEAD: (_l("Book again from %(when)s on."), _l("%(cancelling)s, or book again from %(when)s on.")),
    Period.WEEK: (
        _l("Choose a time in another week: the next with room begins on %(when)s."),
        _l("%(cancelling)s, or choose a time in another week: the next with room begins on %(when)s."),
    ),
    Period.SEMESTER: (
        _l("Choose a time in another semester: the next with room begins on %(when)s."),
        _l("%(cancelling)s, or choose a time in another semester: the next with room begins on %(when)s."),
    ),
}
SOME_TIME = (_l("Book again in the next semester."), _l("%(cancelling)s, or book again in the next semester."))


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


def write_way_out(way: WayOut) -> str:
    """Return what to do, in a sentence: cancel, if that can be and helps, or take another time."""
    alone, after_cancelling = OTHERWISE[way.period] if way.opens_at else SOME_TIME
    facts = {"when": formats.moment(way.opens_at)} if way.opens_at else {}
    if way.among < way.number:
        return str(alone) % facts
    cancelling = ngettext(
        "Cancel the one that can still be cancelled",
        "Cancel %(number)s of the %(num)s that can still be cancelled",
        way.among,
        number=way.number,
    )
    return str(after_cancelling) % {**facts, "cancelling": cancelling}
