"""A slot held for one student: hidden from all others, refused to them, and theirs to book."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.domain.holds import LASTS, HoldReason, lasts_until
from app.domain.policy import Policy
from app.jobs import upkeep
from app.services import bookability, cancelling, holds, slot_views
from app.services.bookability import Booking
from tests import factories
from tests.bookings import booked, expect
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

pytestmark = pytest.mark.usefixtures("app")
HOUR = timedelta(hours=1)


def hold(slot, student, *, until=NOW + LASTS, call=None, now=NOW):
    return transact(
        lambda: holds.hold(
            actor=ADMIN, slot_id=slot, student_id=student, reason=HoldReason.ALTERNATIVE, until=until, call_id=call,
            now=now,
        )
    )  # fmt: skip


def held_for(student, now=NOW):
    return [one.slot_id for one in holds.list_for_student(student, now=now)]


@pytest.fixture
def people():
    return factories.coach("alice"), factories.person("bob"), factories.person("charlie")


def test_a_held_slot_is_hidden_from_others_and_refused_to_them(people):
    """Case A8."""
    alice, bob, charlie = people
    slot = factories.slot(alice)
    hold(slot, bob)
    assert expect(errors.SlotHeld, charlie, slot)["until"] == NOW + LASTS
    assert not slot_views.list_open(Booking(None, Policy(), NOW)).items
    assert bookability.refusal(slot, Booking(None, Policy(), NOW)).code == "slot_held"
    assert [view.id for view in slot_views.list_open(Booking(bob, Policy(), NOW)).items] == [slot]
    assert booked(bob, slot)
    assert held_for(bob) == []


def test_a_hold_that_has_lapsed_binds_nobody_and_is_cleared_away(people, at_now):
    alice, bob, charlie = people
    first, second = factories.slot(alice), factories.slot(alice, NOW + timedelta(days=3))
    hold(first, bob)
    hold(second, bob)
    at_now.move_to(NOW + LASTS)
    assert held_for(bob, NOW + LASTS) == []
    assert booked(charlie, first, now=NOW + LASTS)
    upkeep.clear_holds()
    assert transact(lambda: holds.clear_lapsed(now=NOW + LASTS)) == 0


def test_a_slot_is_held_for_one_student_at_a_time(people):
    alice, bob, charlie = people
    slot = factories.slot(alice)
    assert hold(slot, bob)
    assert hold(slot, charlie) is None
    assert hold(slot, charlie, until=NOW + 2 * LASTS, now=NOW + LASTS)
    transact(lambda: holds.let_go(slot_id=slot, student_id=charlie))
    assert booked(bob, slot)


def test_a_booked_slot_is_not_held(people):
    alice, bob, charlie = people
    slot = factories.slot(alice)
    factories.call(slot, bob)
    assert hold(slot, charlie) is None


def test_of_several_held_for_one_cancelled_call_the_student_takes_one_and_the_rest_are_free(people):
    """Case A13."""
    alice, bob, charlie = people
    gone, first, second, other = (factories.slot(alice, NOW + timedelta(days=day)) for day in (2, 3, 4, 5))
    call = factories.call(gone, bob)
    transact(lambda: cancelling.cancel(actor=acting(alice), call_id=call, reason="ill", policy=USUAL, now=NOW))
    for slot in (first, second):
        hold(slot, bob, call=call)
    hold(other, bob)
    booked(bob, first)
    assert held_for(bob) == [other]
    assert booked(charlie, second)


def test_a_cancellation_that_is_undone_lets_go_of_what_stood_in_for_its_call(people):
    alice, bob, _ = people
    gone, first = (factories.slot(alice, NOW + timedelta(days=day)) for day in (2, 3))
    call = factories.call(gone, bob)
    transact(lambda: cancelling.cancel(actor=acting(alice), call_id=call, reason="ill", policy=USUAL, now=NOW))
    hold(first, bob, call=call)
    transact(lambda: cancelling.restore(actor=acting(alice), call_id=call, policy=USUAL, now=NOW))
    assert held_for(bob) == []


@pytest.mark.parametrize(("ahead", "lasts"), [(48, 12), (10, 9), (2, 1)])
def test_a_hold_never_outlasts_the_last_moment_to_book(ahead, lasts):
    assert lasts_until(NOW + ahead * HOUR, now=NOW, notice=HOUR) == NOW + lasts * HOUR
