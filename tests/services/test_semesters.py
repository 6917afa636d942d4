"""Semesters: defined, changed and removed, and what may be published within them."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app.db import transact
from app.domain import errors
from app.domain.series import DateVerdict, WeeklyPattern
from app.domain.week import CellState, Frame
from app.services import audit, semesters, series, slots, week_changes, week_views
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")

MARCH = (date(2027, 3, 1), date(2027, 3, 31))
LONDON = replace(USUAL, timezone="Europe/London")


def do(action, **given):
    return transact(lambda: action(actor=ADMIN, now=NOW, **given))


def define(name="Spring", first_day=MARCH[0], last_day=MARCH[1]):
    return do(semesters.add, name=name, first_day=first_day, last_day=last_day)


def listed():
    return [
        (line.semester.name, line.semester.first_day, line.semester.last_day, line.slots)
        for line in semesters.list_semesters(LONDON)
    ]


def test_semesters_are_listed_by_their_days_with_the_slots_within():
    alice = factories.coach("alice")
    factories.slot(alice, datetime(2027, 3, 31, 20, tzinfo=NOW.tzinfo))
    factories.slot(alice, datetime(2027, 4, 1, 6, tzinfo=NOW.tzinfo))
    gone = factories.slot(alice)
    transact(lambda: slots.withdraw(actor=acting(alice), slot_id=gone, now=NOW))
    define("Summer", date(2027, 4, 1), date(2027, 7, 1))
    define(" March \n term")
    assert listed() == [("March term", *MARCH, 1), ("Summer", date(2027, 4, 1), date(2027, 7, 1), 1)]


def test_a_name_is_taken_in_any_case():
    define("Straße")
    with pytest.raises(errors.SemesterExists):
        define("STRASSE", date(2028, 1, 1), date(2028, 2, 1))
    with pytest.raises(errors.Missing):
        define(" ", date(2028, 1, 1), date(2028, 2, 1))


@pytest.mark.parametrize(
    ("first_day", "last_day"),
    [(date(2027, 2, 1), MARCH[0]), (MARCH[1], date(2027, 5, 1)), (date(2027, 3, 9), date(2027, 3, 9)),
     (date(2027, 1, 1), date(2027, 12, 1))],
)  # fmt: skip
def test_no_day_is_in_two_semesters(first_day, last_day):
    define()
    with pytest.raises(errors.SemesterOverlap) as refused:
        define("Other", first_day, last_day)
    assert refused.value.facts["clashes_with"].name == "Spring"
    define("Before", date(2027, 2, 1), date(2027, 2, 28))
    with pytest.raises(errors.SemesterOverlap):
        do(semesters.edit, name="before", first_day=first_day, last_day=last_day)
    assert len(listed()) == 2


def test_the_database_has_the_last_word_on_overlaps(monkeypatch):
    define()
    monkeypatch.setattr(semesters, "_find_clash", lambda *_: None)
    with pytest.raises(errors.SemesterOverlap) as refused:
        define("Other")
    assert isinstance(refused.value.__cause__, IntegrityError)


def test_a_semester_is_changed_in_part_and_nothing_else_is_told():
    define()
    do(semesters.edit, name="SPRING", new_name="Lent")
    do(semesters.edit, name="lent", last_day=date(2027, 4, 2))
    do(semesters.edit, name="lent", first_day=MARCH[0])
    assert listed() == [("Lent", MARCH[0], date(2027, 4, 2), 0)]
    do(semesters.remove, name="Lent")
    assert listed() == []
    told = [entry.action for entry in audit.list_entries(object_kind="semester", limit=9)]
    assert told[::-1] == ["semester.added", "semester.changed", "semester.changed", "semester.removed"]


def test_what_is_no_semester_is_not_found():
    for action in (semesters.edit, semesters.remove):
        with pytest.raises(errors.NotFound):
            do(action, name="Spring")


def publish(alice, wall_time):
    return transact(
        lambda: slots.publish(
            actor=acting(alice), coach_id=alice, wall_time=wall_time, timezone="UTC", policy=LONDON, now=NOW
        )
    )


def test_a_slot_is_published_within_a_semester_only():
    alice = factories.coach("alice")
    publish(alice, datetime(2027, 5, 3, 9))
    define()
    publish(alice, datetime(2027, 3, 31, 21))  # up to midnight in London
    with pytest.raises(errors.OutsideSemester):
        publish(alice, datetime(2027, 3, 31, 23))
    do(semesters.remove, name="Spring")
    publish(alice, datetime(2027, 3, 31, 23))


def test_a_series_leaves_out_what_lies_outside():
    define()
    alice = factories.coach("alice")
    mondays = WeeklyPattern(frozenset({1}), time(9), date(2027, 3, 22), date(2027, 4, 5))
    asked = {"actor": acting(alice), "coach_id": alice, "pattern": mondays, "timezone": "UTC", "policy": LONDON}
    expected = [DateVerdict.PUBLISH, DateVerdict.PUBLISH, DateVerdict.OUTSIDE_SEMESTER]
    assert [one.verdict for one in series.preview(**asked, now=NOW).dates] == expected
    assert len(transact(lambda: series.publish(**asked, now=NOW)).slot_ids) == 2


def test_a_week_is_closed_where_there_is_no_semester():
    define()
    alice = factories.coach("alice")
    frame = Frame(date(2027, 3, 29), "Europe/London", USUAL.slot_length, NOW, semesters=semesters.load(LONDON))
    week = week_views.get(alice, frame)
    cells = [cell for row in week.rows() for cell in row.cells]
    assert {cell.wall_time.day for cell in cells if cell.state is CellState.FREE} == {29, 30, 31}
    assert {cell.wall_time.day for cell in cells if cell.state is CellState.OUTSIDE_SEMESTER} == {1, 2, 3, 4}
    within, outside = (datetime(2027, month, day, 9, tzinfo=NOW.tzinfo) for month, day in ((3, 31), (4, 1)))
    change = transact(
        lambda: week_changes.publish(
            actor=acting(alice), coach_id=alice, frame=frame, wanted=frozenset({within, outside}),
            version=week.version.write(), policy=LONDON,
        )
    )  # fmt: skip
    assert len(change.added) == 1
    assert change.refused[outside].code == "outside_semester"


def test_what_was_published_before_stays_and_is_booked_moved_and_taken_back():
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice, NOW + timedelta(days=60))
    kept = factories.slot(alice, NOW + timedelta(days=61))
    define()
    call = factories.call(slot, bob)
    assert call
    wanted = {"actor": acting(alice), "coach_id": alice, "slot_id": kept, "key": "k"}
    transact(lambda: week_changes.withdraw(**wanted, policy=USUAL, now=NOW))
    undone = transact(lambda: week_changes.undo(actor=acting(alice), coach_id=alice, key="k", now=NOW))
    assert (undone.booked, undone.lost) == ((), ())
