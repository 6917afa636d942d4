"""Dates, times, zones, money and numbers as the reader's language and zone write them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from gettext import NullTranslations
from typing import cast

import flask_babel
from babel import dates, numbers, units
from babel.lists import format_list
from flask import Flask, g
from flask_babel import gettext

from app.domain.clock import utc_now
from app.domain.contacts import shown_phone
from app.domain.timezones import to_local
from app.extensions import babel

# Within it no other year has the same day as near, whatever the zone.
HALF_A_YEAR = timedelta(days=181)
# What stands between a time of twelve hours and its AM or PM.
HALF_DAY = "\u202f"
# The ISO number of the day that a week starts with.
FIRST_WEEKDAYS = {"monday": 1, "sunday": 7}
CLOCKS = {"h23": "HH:mm", "h12": f"h:mm{HALF_DAY}a"}


def register(app: Flask) -> None:
    """Let Babel ask for the reader's language and zone: those of `read_as`, else the programme's."""
    config = app.config["COACHBOOK"]
    babel.init_app(
        app,
        default_locale=config.default_locale,
        locale_selector=lambda: g.get("locale", config.default_locale),
        timezone_selector=lambda: g.get("timezone", config.programme_timezone),
    )


def read_as(*, timezone: str, locale: str | None = None, hour_cycle: str = "", week_start: str = "monday") -> None:
    """Write what follows, in this request or command, for a reader of this zone, language, clock and week."""
    g.timezone, g.hour_cycle, g.week_start = timezone, hour_cycle, week_start
    if locale:
        g.locale = locale
    _forget_manner()


def _forget_manner() -> None:
    g.pop("manner", None)
    g.pop("translations", None)
    flask_babel.refresh()


@contextmanager
def reading_as(*, timezone: str, locale: str, hour_cycle: str) -> Iterator[None]:
    """Write for another reader for a while, as in a mail."""
    kept = {name: g.get(name) for name in ("timezone", "locale", "hour_cycle", "week_start")}
    read_as(timezone=timezone, locale=locale, hour_cycle=hour_cycle)
    try:
        yield
    finally:
        for name, value in kept.items():
            if value is None:
                g.pop(name, None)
            else:
                setattr(g, name, value)
        _forget_manner()


def manner() -> tuple[object, ...]:
    """Return all that decides how times, numbers and words are written for the reader, today's date included."""
    if "manner" not in g:
        today = local(utc_now()).date()
        g.manner = str(flask_babel.get_locale()), zone(), g.get("hour_cycle"), g.get("week_start"), today
    return g.manner  # type: ignore[no-any-return]  # kept just above


def translations() -> NullTranslations:
    """Return the words of the reader's language, found once: a page asks for some forty."""
    if "translations" not in g:
        g.translations = flask_babel.get_translations()
    return cast(NullTranslations, g.translations)


def language() -> str:
    """Return the reader's language as HTML names it, like pt-BR."""
    return str(flask_babel.get_locale()).replace("_", "-")


def zone() -> str:
    """Return the name of the reader's zone."""
    return str(flask_babel.get_timezone())


def local(instant: datetime, timezone: str | None = None) -> datetime:
    """Return the instant on the wall clock of a zone, or of the reader."""
    return to_local(instant, timezone or zone())


def day(instant: datetime, timezone: str | None = None) -> str:
    """Write the day of an instant, like "Tue, Nov 24"; with its year unless it is within half a year."""
    skeleton = "MMMEd" if abs(instant - utc_now()) < HALF_A_YEAR else "yMMMEd"
    there = local(instant, timezone).replace(tzinfo=None)
    return str(dates.format_skeleton(skeleton, there, locale=flask_babel.get_locale()))


def near_day(instant: datetime) -> str:
    """Write the day of an instant as "Today" or "Tomorrow", else as `day` does."""
    ahead = (local(instant).date() - local(utc_now()).date()).days
    return {0: str(gettext("Today")), 1: str(gettext("Tomorrow"))}.get(ahead) or day(instant)


def weekday(on: date) -> str:
    """Write a date's weekday."""
    return str(dates.format_date(on, "EEEE", locale=flask_babel.get_locale()))


def weekdays() -> list[int]:
    """Return the ISO numbers of the weekdays, from the reader's first one on."""
    first = FIRST_WEEKDAYS[g.get("week_start", "monday")]
    return [(first + number - 1) % 7 + 1 for number in range(7)]


def plain_date(on: date) -> str:
    """Write a date."""
    return str(dates.format_skeleton("yMMMEd", on, locale=flask_babel.get_locale()))


def date_span(first: date, last: date) -> str:
    """Write a stretch of days, like "Mar 1 – 7, 2027"."""
    return str(dates.format_interval(first, last, "yMMMd", locale=flask_babel.get_locale()))


def month(on: date) -> str:
    """Write the month of a date with its year."""
    return str(dates.format_skeleton("yMMM", on, locale=flask_babel.get_locale()))


def short_date(on: date) -> str:
    """Write a date in few letters, without its year."""
    return str(dates.format_skeleton("MMMd", on, locale=flask_babel.get_locale()))


def short_weekday(on: date) -> str:
    """Write a date's weekday in few letters."""
    return str(dates.format_date(on, "EEE", locale=flask_babel.get_locale()))


def clock_time(instant: datetime, timezone: str | None = None) -> str:
    """Write the time of day of an instant as the reader chose, or as the language has it, like "2:00 PM"."""
    pattern = CLOCKS.get(g.get("hour_cycle", ""), "short")
    there = local(instant, timezone).replace(tzinfo=None)
    return str(dates.format_time(there, pattern, locale=flask_babel.get_locale()))


def wall_clock(wall_time: datetime) -> str:
    """Write the time that a clock shows, also one that it leaps over."""
    return clock_time(wall_time.replace(tzinfo=UTC), "UTC")


def hours(starts_at: datetime, ends_at: datetime, timezone: str | None = None) -> str:
    """Write hours, like "14:00–16:00" or "2:00–4:00 PM"; around a clock change each end tells its offset."""
    ends = (starts_at, ends_at)
    if any(_is_repeated(local(end, timezone)) for end in ends) or len({offset(end, timezone) for end in ends}) > 1:
        return "–".join(f"{clock_time(end, timezone)} ({offset(end, timezone)})" for end in ends)
    first, last = (clock_time(end, timezone) for end in ends)
    if _is_one_half_day(local(starts_at, timezone), local(ends_at, timezone)):
        first = first.removesuffix(HALF_DAY + last.rpartition(HALF_DAY)[2])
    return f"{first}–{last}"


def _is_one_half_day(start: datetime, end: datetime) -> bool:
    return start.date() == end.date() and (start.hour < 12) == (end.hour < 12)


def _is_repeated(there: datetime) -> bool:
    return there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()


def moment(instant: datetime, timezone: str | None = None) -> str:
    """Write day and time of an instant."""
    return f"{day(instant, timezone)}, {clock_time(instant, timezone)}"


def span(starts_at: datetime, ends_at: datetime, timezone: str | None = None) -> str:
    """Write day and hours of a slot or a call."""
    return f"{day(starts_at, timezone)}, {hours(starts_at, ends_at, timezone)}"


def elsewhere(starts_at: datetime, ends_at: datetime, timezone: str) -> str:
    """Write a slot's hours in another zone, with the day where that is another day than the reader's."""
    if local(starts_at, timezone).date() == local(starts_at).date():
        return hours(starts_at, ends_at, timezone)
    return span(starts_at, ends_at, timezone)


def offset(instant: datetime, timezone: str | None = None) -> str:
    """Write how far the zone is from UTC at that instant, like "UTC+1" or "UTC+5:30"."""
    ahead = local(instant, timezone).utcoffset() or timedelta(0)
    minutes = int(ahead.total_seconds() // 60)
    whole, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{whole}" + (f":{rest:02}" if rest else "")


def offsets(*instants: datetime) -> str:
    """Write how far the reader's zone is from UTC at each of these instants: twice, where its clocks change between."""
    found = list(dict.fromkeys(offset(instant) for instant in instants))
    return str(format_list(found, locale=flask_babel.get_locale()))


def has_other_offset(instant: datetime, *instants: datetime) -> bool:
    """Return whether any of these instants has, in the reader's zone, another offset than the first."""
    return any(offset(other) != offset(instant) for other in instants)


def zone_name(timezone: str | None = None) -> str:
    """Write a zone as people know it, by its city."""
    name = timezone or zone()
    return (
        "UTC"
        if name == "UTC"
        else str(dates.get_timezone_location(name, locale=flask_babel.get_locale(), return_city=True))
    )


def apart(instant: datetime, timezone: str) -> timedelta:
    """Return how far a zone's clock is ahead of the reader's at that instant; less than nothing if it is behind."""
    there, here = local(instant, timezone).utcoffset(), local(instant).utcoffset()
    return (there or timedelta(0)) - (here or timedelta(0))


def same_offset(instant: datetime, timezone: str) -> bool:
    """Return whether a zone and the reader's show the same time at that instant."""
    return not apart(instant, timezone)


def ahead_of_reader(apart: timedelta) -> str:
    """Write how a clock stands to the reader's, like "1 hour behind you"."""
    if apart < timedelta(0):
        return str(gettext("%(duration)s behind you", duration=duration(-apart)))
    return str(gettext("%(duration)s ahead of you", duration=duration(apart)))


def quarter(first_hour: int) -> str:
    """Write six hours of the day, like "6:00 AM–12:00 PM"."""
    pattern = CLOCKS.get(g.get("hour_cycle", ""), "short")
    ends = (time(first_hour), time((first_hour + 6) % 24))
    return "–".join(str(dates.format_time(end, pattern, locale=flask_babel.get_locale())) for end in ends)


def language_name(code: str) -> str:
    """Write the name of a language."""
    return str(flask_babel.get_locale().languages.get(code, code))


def language_code(name: str) -> str:
    """Return the code of a language that is named in the reader's own, else the name as it is."""
    known = flask_babel.get_locale().languages.items()
    return next((code for code, language in known if language.casefold() == name.casefold()), name)


def currency_name(code: str) -> str:
    """Write the name of a currency, with its code."""
    return f"{numbers.get_currency_name(code, locale=flask_babel.get_locale())} ({code})"


def money(cents: int, currency: str) -> str:
    """Write an amount in hundredths of its currency."""
    return str(numbers.format_currency(cents / 100, currency, locale=flask_babel.get_locale()))


def phone(number: str) -> str:
    """Write an E.164 number grouped for reading."""
    return shown_phone(number)


def duration(lasting: timedelta) -> str:
    """Write how long something lasts or is away, in whole minutes: "3 hours 20 minutes"; from two days on in days."""
    minutes = max(1, -(-lasting // timedelta(minutes=1)))
    if minutes >= 2 * 24 * 60:
        parts = [(minutes // (24 * 60), "duration-day")]
    else:
        parts = [(minutes // 60, "duration-hour"), (minutes % 60, "duration-minute")]
    locale = flask_babel.get_locale()
    return " ".join(str(units.format_unit(amount, unit, locale=locale)) for amount, unit in parts if amount)


def average(rating: float) -> str:
    """Write a mean of ratings with one decimal."""
    return str(flask_babel.format_decimal(round(rating, 1), format="0.0"))


def count_hours(amount: float) -> str:
    """Write a number of hours, like "1 hour" or "12 hours"."""
    return str(units.format_unit(amount, "duration-hour", locale=flask_babel.get_locale()))
