"""Publishing single slots."""

from datetime import UTC, datetime, timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.domain.policy import FURTHEST_SLOT, Policy
from app.services import accounts, coaches, slot_views, slots
from tests import factories
from tests.factories import ADMIN, acting

pytestmark = pytest.mark.usefixtures("app")
AT = datetime(2027, 3, 3, 11)


def publish(coach, wall_time=AT, timezone="UTC", now=factories.NOW, **given):
    given = {"actor": acting(coach), "policy": Policy(), **given}
    return transact(lambda: slots.publish(coach_id=coach, wall_time=wall_time, timezone=timezone, now=now, **given))


def test_a_slot_lasts_two_hours_from_the_coachs_wall_clock():
    alice = factories.coach("alice")
    published = publish(alice, timezone="America/New_York", place="  Room\n4 ")
    slot = slot_views.get(published.slot_id)
    assert slot.starts_at == datetime(2027, 3, 3, 16, tzinfo=UTC)
    assert slot.ends_at - slot.starts_at == timedelta(hours=2)
    assert (slot.place, slot.status, slot.coach_name) == ("Room 4", "open", "Alice Archer")


def test_a_slot_starts_on_a_whole_minute():
    alice = factories.coach("alice")
    published = publish(alice, datetime(2027, 3, 3, 11, 7, 30, 5))
    assert slot_views.get(published.slot_id).starts_at == datetime(2027, 3, 3, 11, 7, tzinfo=UTC)


@pytest.mark.parametrize("order", [(9, 11, 13), (13, 11, 9), (11, 13, 9)])
def test_touching_slots_live_together_in_any_order(order):
    """Case A6."""
    alice = factories.coach("alice")
    assert len({publish(alice, AT.replace(hour=hour)).slot_id for hour in order}) == 3


@pytest.mark.parametrize(("hour", "minute"), [(9, 1), (10, 0), (10, 59), (11, 0), (11, 30), (12, 0), (12, 59)])
def test_an_overlap_is_refused_and_names_the_slot_it_clashes_with(hour, minute):
    """Case A6."""
    alice = factories.coach("alice")
    there = publish(alice).slot_id
    wanted = AT.replace(hour=hour, minute=minute)
    with pytest.raises(errors.SlotOverlap) as refused:
        publish(alice, wanted)
    clash = refused.value.facts["clashes_with"]
    assert (clash.kind, clash.number, clash.starts_at) == ("slot", there, AT.replace(tzinfo=UTC))


def test_a_slot_over_midnight_clashes_with_the_next_day():
    """Case B7."""
    alice = factories.coach("alice")
    publish(alice, datetime(2027, 3, 3, 23))
    with pytest.raises(errors.SlotOverlap):
        publish(alice, datetime(2027, 3, 4, 0, 30))
    publish(alice, datetime(2027, 3, 4, 1))


def test_a_withdrawn_slot_and_another_coachs_are_in_nobodys_way():
    """Case A2."""
    alice, dora = factories.coach("alice"), factories.coach("dora")
    first = publish(alice).slot_id
    publish(dora)
    transact(lambda: slots.withdraw(actor=acting(alice), slot_id=first, now=factories.NOW))
    publish(alice)


def test_a_time_that_does_not_exist_or_comes_twice_is_told():
    """Case B10."""
    alice = factories.coach("alice")
    with pytest.raises(errors.NoSuchTime):
        publish(alice, datetime(2027, 3, 14, 2, 30), "America/New_York")
    assert publish(alice, datetime(2027, 11, 7, 1, 30), "America/New_York").is_repeated
    assert not publish(alice, datetime(2027, 11, 8, 1, 30), "America/New_York").is_repeated


@pytest.mark.parametrize(
    ("wall_time", "timezone", "expected"),
    [
        (datetime(2027, 3, 1, 8, 59), "UTC", errors.SlotInPast),
        (datetime(2027, 3, 1, 9), "UTC", errors.SlotInPast),
        (datetime.min, "America/New_York", errors.SlotInPast),
        (datetime.max, "America/New_York", errors.TooFar),
        (datetime(2027, 3, 1, 9) + FURTHEST_SLOT + timedelta(minutes=1), "UTC", errors.TooFar),
        (AT, "Mars/Base", errors.BadTimezone),
        (AT, "", errors.BadTimezone),
    ],
)
def test_what_cannot_be_a_start_is_refused(wall_time, timezone, expected):
    alice = factories.coach("alice")
    with pytest.raises(expected):
        publish(alice, wall_time, timezone)


def test_only_an_active_coach_or_an_administrator_for_one_publishes():
    alice, bob = factories.coach("alice"), factories.person("bob")
    for actor, coach, expected in (
        (acting(bob), bob, errors.WrongRole),
        (acting(bob), alice, errors.WrongRole),
        (ADMIN, bob, errors.CoachUnavailable),
        (ADMIN, 99, errors.CoachUnavailable),
    ):
        with pytest.raises(expected):
            publish(coach, actor=actor)
    assert publish(alice, actor=ADMIN)


@pytest.mark.parametrize("end", ["deactivated", "removed"])
def test_who_coaches_no_more_publishes_no_more(end):
    alice = factories.coach("alice")
    close = accounts.deactivate if end == "deactivated" else coaches.remove
    transact(lambda: close(actor=ADMIN, email="alice@example.org", now=factories.NOW))
    with pytest.raises(errors.WrongRole):
        publish(alice)


@pytest.mark.parametrize(("place", "expected"), [("\x00", errors.UnreadableText), ("x" * 201, errors.TooLong)])
def test_a_bad_place_publishes_nothing(place, expected, now, policy):
    alice = factories.coach("alice")
    with pytest.raises(expected):
        publish(alice, place=place)
    assert slot_views.list_slots(slot_views.SlotFilter(), now=now).items == []


def test_the_same_form_sent_ten_times_publishes_one_slot(now):
    """Case A4."""
    alice = factories.coach("alice")
    assert len({publish(alice, key="form 1").slot_id for _ in range(10)}) == 1
    with pytest.raises(errors.IdempotencyMismatch):
        publish(alice, AT.replace(hour=20), key="form 1")
    assert len(slot_views.list_slots(slot_views.SlotFilter(), now=now).items) == 1
