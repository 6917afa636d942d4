"""What to take instead of a slot that has gone."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.services import alternatives, coaches
from app.services.bookability import Booking
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL

pytestmark = pytest.mark.usefixtures("app")
HOUR = timedelta(hours=1)


def teach(who, *subjects):
    transact(lambda: coaches.edit(actor=ADMIN, email=f"{who}@example.org", subject_names=subjects, now=NOW))


def numbers(slots):
    return [slot.id for slot in slots]


def test_the_nearest_times_of_the_coach_come_in_their_order():
    alice, bob = factories.coach("alice"), factories.person("bob")
    gone, far, after, before, near = (factories.slot(alice, NOW + hours * HOUR) for hours in (72, 200, 80, 60, 76))
    factories.call(gone, bob)
    found = alternatives.find(gone, Booking(None, USUAL, NOW))
    assert (found.coach_id, found.coach_name) == (alice, "Alice Archer")
    assert numbers(found.same_coach) == [before, near, after]
    assert far not in numbers(found.same_coach)


def test_of_other_coaches_each_gives_the_nearest_time_if_they_teach_the_same():
    alice, bob = factories.coach("alice"), factories.person("bob")
    dora, erin, gus = factories.coach("dora"), factories.coach("erin"), factories.coach("gus")
    teach("alice", "Maths", "Physics")
    teach("dora", "Physics")
    teach("erin", "Maths")
    teach("gus", "Guitar")
    gone = factories.slot(alice, NOW + 72 * HOUR)
    nearest, _ = factories.slot(dora, NOW + 74 * HOUR), factories.slot(dora, NOW + 68 * HOUR)
    _ = factories.slot(erin, NOW + 79 * HOUR), factories.slot(gus, NOW + 72 * HOUR)
    factories.call(gone, bob)
    assert numbers(alternatives.find(gone, Booking(None, USUAL, NOW)).other_coaches) == [nearest]


def test_what_is_offered_can_be_booked():
    """Case A8."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    gone, beside, _too_soon = (factories.slot(alice, NOW + hours * HOUR) for hours in (5, 8, 0.5))
    dora = factories.coach("dora")
    factories.call(factories.slot(dora, NOW + 9 * HOUR), bob)
    factories.call(gone, factories.person("charlie"))
    assert numbers(alternatives.find(gone, Booking(None, USUAL, NOW)).same_coach) == [beside]
    assert numbers(alternatives.find(gone, Booking(bob, USUAL, NOW)).same_coach) == []


def test_a_slot_that_never_was_has_none():
    with pytest.raises(errors.NotFound):
        alternatives.find(7, Booking(None, USUAL, NOW))
