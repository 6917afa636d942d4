"""Slots as people see them."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.domain.policy import Policy
from app.domain.slots import SlotStatus
from app.services import slot_views, slots
from app.services.bookability import Booking
from app.services.slot_views import SlotFilter
from tests import factories
from tests.conftest import NOW
from tests.factories import USUAL, acting

pytestmark = pytest.mark.usefixtures("app")
DAY = timedelta(days=1)


def numbers(page):
    return [slot.id for slot in page.items]


def test_open_slots_of_all_coaches_come_soonest_first():
    alice, dora, bob = factories.coach("alice"), factories.coach("dora"), factories.person("bob")
    later, sooner = factories.slot(alice, NOW + 3 * DAY), factories.slot(dora, NOW + 2 * DAY)
    booking = Booking(bob, USUAL, NOW)
    assert numbers(slot_views.list_open(booking)) == [sooner, later]
    assert numbers(slot_views.list_open(booking, SlotFilter(coach_id=alice))) == [later]
    assert numbers(slot_views.list_open(booking, SlotFilter(from_at=NOW + 3 * DAY))) == [later]
    assert numbers(slot_views.list_open(booking, SlotFilter(to_at=NOW + 3 * DAY))) == [sooner]


def test_nobody_is_named_on_a_slot_but_its_coach():
    """Case E3."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice)
    factories.call(slot, bob)
    assert "Bob" not in repr(slot_views.get(slot))
    with pytest.raises(errors.NotFound):
        slot_views.get(slot + 1)


def test_a_coachs_week_has_what_starts_in_it_with_who_booked():
    """Case B7."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    booked, over_midnight, next_week, withdrawn = (
        factories.slot(alice, NOW + timedelta(hours=hours)) for hours in (24, 6 * 24 + 14, 7 * 24, 48)
    )
    call = factories.call(booked, bob)
    transact(lambda: slots.withdraw(actor=acting(alice), slot_id=withdrawn, now=NOW))
    week = slot_views.list_for_coach(alice, from_at=NOW, to_at=NOW + 7 * DAY, now=NOW)
    assert [slot.id for slot in week] == [booked, over_midnight]
    assert (week[0].call_id, week[0].student_name, week[0].student_id) == (call, "Bob Baker", bob)
    assert (week[1].call_id, week[1].status) == (None, SlotStatus.OPEN)
    following = slot_views.list_for_coach(alice, from_at=NOW + 7 * DAY, to_at=NOW + 8 * DAY, now=NOW)
    assert [slot.id for slot in following] == [next_week]
    assert slot_views.list_for_coach(bob, from_at=NOW, to_at=NOW + 7 * DAY, now=NOW) == []


def test_an_administrator_lists_slots_by_status_and_student():
    alice, bob = factories.coach("alice"), factories.person("bob")
    past, booked, withdrawn, still_open = (factories.slot(alice, NOW + day * DAY) for day in (1, 3, 4, 5))
    factories.call(booked, bob)
    transact(lambda: slots.withdraw(actor=acting(alice), slot_id=withdrawn, now=NOW))
    for where, expected in (
        (SlotFilter(), [past, booked, withdrawn, still_open]),
        (SlotFilter(status="past"), [past]),
        (SlotFilter(status="open"), [still_open]),
        (SlotFilter(status="booked"), [booked]),
        (SlotFilter(status="withdrawn"), [withdrawn]),
        (SlotFilter(student_id=bob), [booked]),
        (SlotFilter(student_id=alice), []),
    ):
        assert numbers(slot_views.list_slots(where, now=NOW + 2 * DAY)) == expected


def test_a_limit_of_calls_hides_every_slot_of_who_holds_them():
    alice, bob = factories.coach("alice"), factories.person("bob")
    first, second = factories.slot(alice, NOW + DAY), factories.slot(alice, NOW + 2 * DAY)
    factories.call(first, bob)
    assert numbers(slot_views.list_open(Booking(bob, Policy(max_open_calls=1), NOW))) == []
    assert numbers(slot_views.list_open(Booking(bob, Policy(max_open_calls=2), NOW))) == [second]
