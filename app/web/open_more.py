"""The way from a time that is nearly always booked to the week in which more of it can be opened."""

from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext

from app import formats
from app.domain.clock import utc_now
from app.domain.figures import BAND, fullest
from app.domain.search import TimeOfDay
from app.domain.week import USUAL_HOURS, Hours
from app.services import gaps
from app.services.figures import CoachFigures
from app.web.access import policy, viewer
from app.web.week_pages import name_of


def offer(found: CoachFigures) -> tuple[str, str] | None:
    """Return the words and the address; None where no time is that full, or where no more of it can be opened."""
    place, me = fullest(found.fill), viewer()
    if place is None:
        return None
    on = gaps.find(me.id, *place, timezone=me.timezone, policy=policy(), now=utc_now())
    if on is None:
        return None
    return _words(on, place[1]), url_for("schedule.index", week=name_of(on), hours=_hours(place[1]) or None)


def _words(on: date, hour: int) -> str:
    weekday = formats.weekday(on)
    words = {
        TimeOfDay.NIGHT: gettext("Open more %(weekday)s nights", weekday=weekday),
        TimeOfDay.MORNING: gettext("Open more %(weekday)s mornings", weekday=weekday),
        TimeOfDay.AFTERNOON: gettext("Open more %(weekday)s afternoons", weekday=weekday),
        TimeOfDay.EVENING: gettext("Open more %(weekday)s evenings", weekday=weekday),
    }
    return str(words[TimeOfDay.at(hour)])


def _hours(hour: int) -> Hours:
    """Return which hours of the week to show, so that this one is among them."""
    starts, first = timedelta(hours=hour), viewer().day_start
    if starts < first:
        return Hours.EARLIER
    return Hours.LATER if starts + timedelta(hours=BAND) > first + USUAL_HOURS else Hours.USUAL
