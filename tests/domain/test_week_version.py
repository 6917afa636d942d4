"""What a coach saw of a week, and what has changed since."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.slots import SlotStatus
from app.domain.week import WeekSlot
from app.domain.week_version import WeekChange, WeekVersion
from tests.conftest import NOW

ONE, TWO, THREE = (datetime(2027, 3, 3, hour, tzinfo=UTC) for hour in (10, 12, 14))
OPEN, BOOKED = SlotStatus.OPEN, SlotStatus.BOOKED


def version(*, now=NOW, timezone="Europe/London", **slots):
    starts = {"one": ONE, "two": TWO, "three": THREE}
    rows = [WeekSlot(1, starts[name], starts[name], status) for name, status in slots.items()]
    return WeekVersion.of(rows, timezone, now=now)


def test_a_version_travels_as_text():
    there = version(one=OPEN, two=BOOKED)
    assert WeekVersion.read(there.write()) == there
    assert WeekVersion.read(version().write()) == version()


@pytest.mark.parametrize(
    "text",
    ["", "x", "Europe/London", "Europe/London 1", "Europe/London 30x", "Europe/London o", "UTC " + "9" * 99 + "o"],
)
def test_a_text_that_is_none_equals_no_week_with_slots(text):
    assert WeekVersion.read(text) != version(one=OPEN)


def test_another_zone_is_another_version():
    assert version(one=OPEN, timezone="Europe/Paris") != version(one=OPEN)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ({"one": OPEN}, {"one": BOOKED}, WeekChange.BOOKED),
        ({}, {"one": BOOKED}, WeekChange.BOOKED),
        ({"one": BOOKED}, {"one": OPEN}, WeekChange.REOPENED),
        ({}, {"one": OPEN}, WeekChange.PUBLISHED),
        ({"one": OPEN}, {}, WeekChange.WITHDRAWN),
        ({"one": BOOKED}, {}, WeekChange.WITHDRAWN),
        ({"one": OPEN}, {"one": OPEN, "now": ONE}, WeekChange.BEGUN),
        ({"one": BOOKED}, {"one": OPEN, "now": ONE}, WeekChange.BEGUN),
    ],
)
def test_each_change_has_its_name(before, after, change):
    later = version(two=OPEN, **after)
    assert version(two=OPEN, **before).list_changes(later) == [(ONE, change)]


def test_a_booked_slot_that_begins_is_no_change():
    assert version(one=BOOKED).list_changes(version(one=BOOKED, now=ONE + timedelta(hours=1))) == []


def test_ones_own_choices_are_kept_and_others_too():
    seen = version(one=OPEN, two=OPEN)
    wanted = frozenset({ONE, THREE})  # the coach unticked two and ticked three
    assert seen.rebase(wanted, seen) == wanted
    assert seen.rebase(wanted, version(two=OPEN)) == {THREE}  # one was withdrawn elsewhere
    assert version(one=OPEN).rebase(frozenset({ONE}), version(one=OPEN, two=OPEN)) == {ONE, TWO}
    assert version(one=OPEN).rebase(frozenset(), version(one=BOOKED)) == set()
