"""Publishing a week at once, copying the last one, and taking a change back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.db import db, transact
from app.domain import errors
from app.domain.policy import Policy
from app.domain.series import DateVerdict
from app.domain.week import Frame
from app.models import Slot
from app.services import slots, week_changes, week_views
from tests import factories
from tests.conftest import NOW
from tests.factories import acting
from tests.invariants import check_invariants

pytestmark = pytest.mark.usefixtures("app")
MONDAY, POLICY = date(2027, 3, 1), Policy()


def at(day, hour, minute=0):
    return datetime(2027, 3, day, hour, minute, tzinfo=UTC)


def frame(now=NOW, monday=MONDAY, timezone="Europe/London"):
    return Frame(monday, timezone, POLICY.slot_length, now)


def version(coach, shown=None):
    return week_views.get(coach, shown or frame()).version.write()


def publish(coach, *wanted, seen=None, key=None, shown=None):
    shown = shown or frame()
    seen = version(coach, shown) if seen is None else seen
    return transact(
        lambda: week_changes.publish(
            actor=acting(coach), coach_id=coach, frame=shown, wanted=frozenset(wanted), version=seen, key=key,
            policy=POLICY,
        )
    )  # fmt: skip


def undo(coach, key):
    return transact(lambda: week_changes.undo(actor=acting(coach), coach_id=coach, key=key, now=NOW))


def open_starts(coach):
    return set(week_views.get(coach, frame()).version.open_starts)


def test_a_week_becomes_what_is_wanted():
    alice = factories.coach("alice")
    publish(alice, at(3, 8), at(3, 10))
    change = publish(alice, at(3, 10), at(4, 14))
    assert (len(change.added), len(change.removed), change.refused) == (1, 1, {})
    assert open_starts(alice) == {at(3, 10), at(4, 14)}
    check_invariants()


def test_a_slot_keeps_the_coachs_wall_clock():
    alice = factories.coach("alice")
    summer = frame(monday=date(2027, 7, 5))
    [slot_id] = publish(alice, datetime(2027, 7, 6, 13, tzinfo=UTC), shown=summer).added
    slot = db.session.get_one(Slot, slot_id)
    assert (slot.wall_time, slot.timezone) == ("2027-07-06T14:00", "Europe/London")


def test_what_can_be_done_is_done_and_the_rest_is_told():
    alice = factories.coach("alice")
    change = publish(alice, at(1, 8), at(3, 8), at(3, 9), at(4, 8))
    assert len(change.added) == 2
    assert {start: type(error) for start, error in change.refused.items()} == {
        at(1, 8): errors.SlotInPast,
        at(3, 9): errors.SlotOverlap,
    }
    assert open_starts(alice) == {at(3, 8), at(4, 8)}
    check_invariants()


def test_a_slot_is_moved_a_little_in_one_go():
    alice = factories.coach("alice")
    publish(alice, at(3, 8))
    assert publish(alice, at(3, 9)).refused == {}
    assert open_starts(alice) == {at(3, 9)}


def test_booked_and_begun_slots_are_never_touched():
    """Case A1."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    factories.call(factories.slot(alice, at(3, 8)), bob)
    factories.slot(alice, at(1, 9, 30))
    change = publish(alice, shown=frame(now=at(1, 10)))
    assert (change.added, change.removed, change.refused) == ((), (), {})
    assert len(week_views.get(alice, frame()).slots) == 2


@pytest.mark.parametrize("what", ["booked", "published", "withdrawn", "begun", "zone"])
def test_nothing_is_done_to_a_week_that_changed_meanwhile(what):
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice, at(3, 8))
    seen, shown = version(alice), frame()
    if what == "booked":
        factories.call(slot, bob)
    elif what == "published":
        factories.slot(alice, at(5, 8))
    elif what == "withdrawn":
        transact(lambda: slots.withdraw(actor=acting(alice), slot_id=slot, now=NOW))
    elif what == "begun":
        shown = frame(now=at(3, 8))
    else:
        shown = frame(timezone="Europe/Paris")
    with pytest.raises(errors.WeekChanged):
        publish(alice, at(4, 8), seen=seen, shown=shown)
    assert at(4, 8) not in open_starts(alice)


def test_the_same_form_sent_ten_times_publishes_once():
    """Case A4."""
    alice = factories.coach("alice")
    seen = version(alice)
    changes = {publish(alice, at(3, 8), at(4, 8), seen=seen, key="form").added for _ in range(10)}
    assert len(changes) == 1
    assert open_starts(alice) == {at(3, 8), at(4, 8)}


def test_only_the_coach_publishes():
    alice, bob = factories.coach("alice"), factories.person("bob")
    for who, coach in ((bob, bob), (bob, alice)):
        with pytest.raises(errors.WrongRole):
            transact(
                lambda who=who, coach=coach: week_changes.publish(
                    actor=acting(who), coach_id=coach, frame=frame(), wanted=frozenset(), version="", policy=POLICY
                )
            )


def test_undo_restores_the_week_with_its_places():
    alice = factories.coach("alice")
    transact(
        lambda: slots.publish(
            actor=acting(alice), coach_id=alice, wall_time=datetime(2027, 3, 3, 8), timezone="UTC", place="Room 4",
            policy=POLICY, now=NOW,
        )
    )  # fmt: skip
    publish(alice, at(4, 8), at(5, 8), key="form")
    assert undo(alice, "form") == week_changes.Undone((), ())
    [slot] = week_views.get(alice, frame()).slots
    assert (slot.starts_at, slot.place) == (at(3, 8), "Room 4")
    check_invariants()


def test_undo_keeps_what_was_booked_meanwhile():
    alice, bob = factories.coach("alice"), factories.person("bob")
    booked, _ = publish(alice, at(4, 8), at(5, 8), key="form").added
    factories.call(booked, bob)
    assert undo(alice, "form").booked == (booked,)
    assert [slot.id for slot in week_views.get(alice, frame()).slots] == [booked]


def test_undo_tells_of_times_that_are_gone():
    alice = factories.coach("alice")
    publish(alice, at(4, 8))
    [gone] = publish(alice, key="form").removed
    publish(alice, at(4, 9))
    assert undo(alice, "form").lost == (gone,)
    assert open_starts(alice) == {at(4, 9)}


def test_undo_twice_is_undo_once():
    alice = factories.coach("alice")
    publish(alice, at(4, 8))
    publish(alice, at(5, 8), key="form")
    assert undo(alice, "form") == undo(alice, "form") == week_changes.Undone((), ())
    assert open_starts(alice) == {at(4, 8)}
    assert db.session.scalars(select(Slot.status).order_by(Slot.id)).all() == ["withdrawn", "withdrawn", "open"]


def test_nobody_undoes_anothers_change_or_what_was_none():
    alice, dora = factories.coach("alice"), factories.coach("dora")
    publish(alice, at(4, 8), key="form")
    transact(
        lambda: slots.publish(
            actor=acting(dora), coach_id=dora, wall_time=datetime(2027, 3, 3, 8), timezone="UTC", key="one slot",
            policy=POLICY, now=NOW,
        )
    )  # fmt: skip
    for key in ("form", "one slot", "", "nothing"):
        with pytest.raises(errors.NotFound):
            undo(dora, key)
    assert open_starts(alice) == {at(4, 8)}


def test_a_copy_takes_last_weeks_wall_clock_over_the_clock_change():
    alice = factories.coach("alice")
    factories.slot(alice, at(23, 8))
    factories.slot(alice, at(24, 9, 30))
    summer = week_views.get(alice, frame(monday=date(2027, 3, 29)))
    assert week_views.copy_last(alice, summer, policy=POLICY).starts == {at(30, 7), at(31, 8, 30)}


def test_a_copy_skips_what_cannot_be_and_what_is_there():
    alice, bob = factories.coach("alice"), factories.person("bob")
    long_ago = NOW - timedelta(days=20)
    for day, hour in ((22, 8), (23, 8), (24, 8), (25, 8), (26, 8)):
        factories.slot(alice, datetime(2027, 2, day, hour, tzinfo=UTC), now=long_ago)
    factories.slot(alice, at(2, 8))  # there already
    factories.call(factories.slot(alice, at(3, 8)), bob)  # booked
    factories.slot(alice, at(4, 9))  # in the way
    copy = week_views.copy_last(alice, week_views.get(alice, frame()), policy=POLICY)
    assert copy.starts == {at(5, 8)}
    assert [(one.wall_time.day, one.verdict) for one in copy.skipped] == [
        (1, DateVerdict.PAST),
        (3, DateVerdict.OVERLAP),
        (4, DateVerdict.OVERLAP),
    ]
