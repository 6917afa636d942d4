"""Taking open slots back."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.domain.slots import SlotStatus
from app.services import slot_views, slots, week_changes
from tests import factories
from tests.factories import ADMIN, acting

pytestmark = pytest.mark.usefixtures("app")


def withdraw(actor, slot, now=factories.NOW, **given):
    transact(lambda: slots.withdraw(actor=actor, slot_id=slot, now=now, **given))


def test_an_open_slot_is_withdrawn_by_its_coach_or_an_administrator():
    alice = factories.coach("alice")
    for actor, days in ((acting(alice), 1), (ADMIN, 2)):
        slot = factories.slot(alice, factories.NOW + timedelta(days=days))
        withdraw(actor, slot, reason="ill")
        assert slot_views.get(slot).status is SlotStatus.WITHDRAWN


def test_a_booked_slot_is_not_withdrawn_silently():
    """Invariant I-07."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice)
    call = factories.call(slot, bob)
    with pytest.raises(errors.SlotBooked) as refused:
        withdraw(acting(alice), slot)
    assert refused.value.facts == {"call_id": call}
    assert slot_views.get(slot).status is SlotStatus.BOOKED


def test_a_slot_is_withdrawn_once():
    alice = factories.coach("alice")
    slot = factories.slot(alice)
    withdraw(acting(alice), slot)
    with pytest.raises(errors.SlotWithdrawn):
        withdraw(acting(alice), slot)


def test_a_form_sent_twice_withdraws_once():
    """Invariant I-17."""
    alice = factories.coach("alice")
    slot = factories.slot(alice)
    for _ in range(2):
        transact(
            lambda: week_changes.withdraw(
                actor=acting(alice), coach_id=alice, slot_id=slot, key="form", policy=factories.USUAL, now=factories.NOW
            )
        )
    assert slot_views.get(slot).status is SlotStatus.WITHDRAWN


def test_a_slot_that_has_begun_stays():
    alice = factories.coach("alice")
    slot = factories.slot(alice)
    with pytest.raises(errors.SlotStarted):
        withdraw(acting(alice), slot, now=factories.NOW + timedelta(days=2))


def test_nobody_else_learns_of_the_slot_by_trying():
    """Case D3."""
    alice, bob, dora = factories.coach("alice"), factories.person("bob"), factories.coach("dora")
    slot = factories.slot(alice)
    for stranger in (bob, dora):
        with pytest.raises(errors.NotFound):
            withdraw(acting(stranger), slot)
    with pytest.raises(errors.NotFound):
        withdraw(ADMIN, slot + 1)


def test_a_reason_is_at_most_five_hundred_characters():
    alice = factories.coach("alice")
    slot = factories.slot(alice)
    with pytest.raises(errors.TooLong):
        withdraw(acting(alice), slot, reason="x" * 501)
