"""Instants and amounts as the reader's language and zone write them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask, g

from app import create_app, formats
from config import Config

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
NARROW = "\u202f"


@pytest.fixture(scope="module")
def _app():
    return create_app(Config.for_tests(programme_timezone="Europe/London", default_locale="en"))


@pytest.fixture(autouse=True)
def reader(_app: Flask, at_now):
    """Return a function that says who reads."""
    with _app.app_context():
        yield lambda timezone="America/New_York", locale="en": formats.read_as(locale=locale, timezone=timezone)


def at(*numbers):
    return datetime(*numbers, tzinfo=UTC)


def two_hours_from(*numbers):
    return at(*numbers), at(*numbers) + timedelta(hours=2)


def test_without_a_reader_the_programmes_language_and_zone_are_used():
    assert (formats.zone(), formats.language()) == ("Europe/London", "en")


def test_a_new_reader_is_read_at_once(reader):
    reader("America/New_York", "en")
    assert formats.clock_time(at(2027, 3, 2, 14)) == f"9:00{NARROW}AM"
    reader("Asia/Kolkata", "pt_BR")
    assert formats.clock_time(at(2027, 3, 2, 14)) == "19:30"
    assert formats.language() == "pt-BR"
    assert g.timezone == "Asia/Kolkata"


@pytest.mark.parametrize(
    ("instant", "written"),
    [
        (at(2027, 3, 2, 14), "Tue, Mar 2"),
        (at(2027, 3, 2, 3), "Mon, Mar 1"),
        (at(2026, 8, 1, 14), "Sat, Aug 1, 2026"),
        (at(2027, 12, 1, 14), "Wed, Dec 1, 2027"),
    ],
)
def test_a_day_is_the_readers_and_has_its_year_when_it_is_far(reader, instant, written):
    reader()
    assert formats.day(instant) == written


def test_days_and_times_follow_the_language(reader):
    reader("Europe/Berlin", "de")
    assert formats.moment(at(2027, 3, 2, 14)) == "Di., 2. März, 15:00"
    assert formats.plain_date(date(2027, 3, 2)) == "Di., 2. März 2027"


@pytest.mark.parametrize(
    ("slot", "written"),
    [
        (two_hours_from(2027, 3, 2, 19), "14:00–16:00"),
        (two_hours_from(2027, 3, 3, 4), "23:00–01:00"),
        (two_hours_from(2027, 3, 14, 6), "01:00 (UTC−5)–04:00 (UTC−4)"),
        (two_hours_from(2027, 11, 7, 5), "01:00 (UTC−4)–02:00 (UTC−5)"),
        (two_hours_from(2027, 11, 7, 6), "01:00 (UTC−5)–03:00 (UTC−5)"),
    ],
)
def test_a_stretch_of_time_is_never_ambiguous(reader, slot, written):
    """Cases B7, B10."""
    reader("America/New_York", "en_GB")
    assert formats.hours(*slot) == written
    assert formats.span(*slot) == f"{formats.day(slot[0])}, {written}"


def test_another_zone_is_told_with_its_day_where_that_differs(reader):
    reader("America/New_York")
    slot = two_hours_from(2027, 3, 3, 0)
    assert formats.elsewhere(*slot, "America/Chicago") == f"6:00–8:00{NARROW}PM"
    assert formats.elsewhere(*slot, "Asia/Kolkata") == f"Wed, Mar 3, 5:30–7:30{NARROW}AM"


@pytest.mark.parametrize(
    ("timezone", "written"),
    [("UTC", "UTC+0"), ("Europe/Lisbon", "UTC+0"), ("America/New_York", "UTC−5"), ("Asia/Kolkata", "UTC+5:30"),
     ("America/St_Johns", "UTC−3:30"), ("Asia/Kathmandu", "UTC+5:45"), ("Pacific/Kiritimati", "UTC+14")],
)  # fmt: skip
def test_an_offset_is_hours_and_minutes(timezone, written):
    assert formats.offset(NOW, timezone) == written


def test_a_zone_is_known_by_its_city(reader):
    reader("America/New_York")
    assert formats.zone_name() == "New York"
    assert formats.zone_name("UTC") == "UTC"
    assert formats.zone_name("Asia/Kolkata") == "Kolkata"
    reader("Europe/Lisbon", "pt")
    assert formats.zone_name() == "Lisboa"


def test_two_zones_may_show_one_time(reader):
    reader("Europe/London")
    assert formats.same_offset(NOW, "Africa/Accra")
    assert not formats.same_offset(at(2027, 7, 1), "Africa/Accra")


@pytest.mark.parametrize(
    ("amount", "locale", "written"),
    [(12.0, "en", "12 hours"), (1.0, "en", "1 hour"), (0.5, "en", "0.5 hours"), (1.0, "de", "1 Stunde"),
     (1.5, "de", "1,5 Stunden")],
)  # fmt: skip
def test_hours_are_counted_in_the_readers_language(reader, amount, locale, written):
    reader(locale=locale)
    assert formats.count_hours(amount) == written


def test_an_amount_is_written_in_its_currency(reader):
    reader(locale="en")
    assert (formats.money(3850, "EUR"), formats.money(0, "USD")) == ("€38.50", "$0.00")
    reader(locale="de")
    assert formats.money(3850, "EUR") == "38,50\xa0€"


def test_a_weekday_has_its_name(reader):
    reader(locale="pt")
    assert formats.weekday(date(2027, 3, 1)) == "segunda-feira"


def test_a_phone_is_grouped():
    assert formats.phone("+442079460101") == "+44 20 7946 0101"


@pytest.mark.parametrize(
    ("timezone", "instant", "written"),
    [
        ("UTC", at(2027, 3, 1, 23, 59), "Today"),
        ("UTC", at(2027, 3, 2), "Tomorrow"),
        ("UTC", at(2027, 3, 3), "Wed, Mar 3"),
        ("UTC", at(2027, 2, 28, 23), "Sun, Feb 28"),
        # At 09:00 UTC it is already evening in Auckland, and still night in Honolulu.
        ("Pacific/Auckland", at(2027, 3, 1, 11), "Tomorrow"),
        ("Pacific/Honolulu", at(2027, 3, 1, 11), "Tomorrow"),
        ("Pacific/Honolulu", at(2027, 3, 1, 9, 30), "Today"),
    ],
)
def test_today_and_tomorrow_are_the_readers(reader, timezone, instant, written):
    reader(timezone)
    assert formats.near_day(instant) == written


@pytest.mark.parametrize(
    ("mine", "theirs", "instant", "written"),
    [
        ("Europe/London", "Europe/Lisbon", NOW, None),
        ("Europe/London", "Europe/Warsaw", NOW, "1 hour ahead of you"),
        ("Europe/London", "America/New_York", NOW, "5 hours behind you"),
        # New York's clocks go forward two weeks before London's.
        ("Europe/London", "America/New_York", at(2027, 3, 20), "4 hours behind you"),
        ("UTC", "Asia/Kolkata", NOW, "5 hours 30 minutes ahead of you"),
    ],
)
def test_how_another_clock_stands_is_told_as_it_is_at_that_instant(reader, mine, theirs, instant, written):
    reader(mine)
    assert formats.same_offset(instant, theirs) == (written is None)
    assert written is None or formats.ahead_of_reader(formats.apart(instant, theirs)) == written


@pytest.mark.parametrize(("hour_cycle", "written"), [("h12", "6:00 PM–12:00 AM"), ("h23", "18:00–00:00")])
def test_a_quarter_of_the_day_is_written_as_the_reader_chose(hour_cycle, written):
    formats.read_as(timezone="UTC", locale="en", hour_cycle=hour_cycle)
    assert formats.quarter(18).replace(NARROW, " ") == written


def test_a_language_has_its_name_in_the_readers_language(reader):
    assert formats.language_name("pt") == "Portuguese"
    reader(locale="pt")
    assert formats.language_name("pt") == "português"
    assert formats.language_name("zzz") == "zzz"
