"""One predicate for lists, bookings and explanations."""

import random
from datetime import datetime, timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.domain.allowances import Allowance, Limits, Period
from app.domain.policy import Policy
from app.services import accounts, bookability, cancelling, coaches, slot_views, slots
from app.services.bookability import Booking
from tests import factories
from tests.bookings import booked, expect
from tests.conftest import NOW
from tests.factories import ADMIN, acting

pytestmark = pytest.mark.usefixtures("app")
HOUR = timedelta(hours=1)


def test_an_own_slot_cannot_be_booked():
    alice = factories.coach("alice")
    expect(errors.OwnSlot, alice, factories.slot(alice))


def test_a_closed_account_cannot_book():
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice)
    transact(lambda: accounts.deactivate(actor=ADMIN, email="bob@example.org", now=NOW))
    expect(errors.AccountDeactivated, bob, slot)


def test_an_unconfirmed_account_cannot_book():
    """Case D4."""
    alice, bob = factories.coach("alice"), factories.person("bob", is_confirmed=False)
    expect(errors.EmailUnconfirmed, bob, factories.slot(alice))


def test_an_unknown_account_cannot_book():
    alice = factories.coach("alice")
    expect(errors.AccountDeactivated, 999, factories.slot(alice))


def test_a_withdrawn_slot_cannot_be_booked():
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice)
    transact(lambda: slots.withdraw(actor=acting(alice), slot_id=slot, now=NOW))
    expect(errors.SlotWithdrawn, bob, slot)


@pytest.mark.parametrize("later", [timedelta(days=2), timedelta(days=3)])
def test_a_slot_that_has_begun_cannot_be_booked(later):
    alice, bob = factories.coach("alice"), factories.person("bob")
    expect(errors.SlotInPast, bob, factories.slot(alice), now=NOW + later)


def test_a_taken_slot_cannot_be_booked_and_its_student_is_led_to_the_call():
    """Case A7."""
    alice, bob, charlie = factories.coach("alice"), factories.person("bob"), factories.person("charlie")
    slot = factories.slot(alice)
    call = factories.call(slot, bob)
    assert expect(errors.SlotTaken, charlie, slot)["own_call_id"] is None
    assert expect(errors.SlotTaken, bob, slot)["own_call_id"] == call


def test_the_notice_is_kept():
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice, NOW + 59 * timedelta(minutes=1))
    assert expect(errors.TooSoon, bob, slot)["soonest"] - NOW < timedelta(hours=1, seconds=5)
    assert booked(bob, slot, Policy(booking_notice=timedelta(minutes=58)))


def test_the_horizon_is_kept():
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice, NOW + timedelta(days=180, hours=1))
    assert expect(errors.TooFar, bob, slot)["furthest"] - NOW >= timedelta(days=180)
    assert booked(bob, slot, Policy(booking_horizon=timedelta(days=181)))


@pytest.mark.parametrize("end", ["deactivated", "removed"])
def test_a_coach_who_is_gone_cannot_be_booked(end, monkeypatch):
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice)
    if end == "deactivated":
        transact(lambda: accounts.deactivate(actor=ADMIN, email="alice@example.org", now=NOW))
    else:
        monkeypatch.setattr(coaches, "mark_withdrawn", lambda **given: None)
        transact(lambda: coaches.remove(actor=ADMIN, email="alice@example.org", now=NOW))
    expect(errors.CoachUnavailable, bob, slot)


def test_a_coach_who_is_a_student_elsewhere_at_that_time_cannot_be_booked():
    alice, bob, dora = factories.coach("alice"), factories.person("bob"), factories.coach("dora")
    slot = factories.slot(alice)
    factories.call(factories.slot(dora, NOW + timedelta(days=2, hours=1)), alice)
    expect(errors.CoachBusy, bob, slot)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("apart", [-1, 0, 1])
def test_a_student_is_not_in_two_places_at_once(apart, order):
    """Case A9."""
    alice, dora, bob = factories.coach("alice"), factories.coach("dora"), factories.person("bob")
    both = [factories.slot(alice), factories.slot(dora, NOW + timedelta(days=2) + apart * HOUR)]
    call = factories.call(both[order[0]], bob)
    clash = expect(errors.StudentBusy, bob, both[order[1]])["clashes_with"]
    assert (clash.kind, clash.number) == ("call", call)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_touching_calls_are_fine_in_either_order(order):
    """Cases A6, A9."""
    alice, dora, bob = factories.coach("alice"), factories.coach("dora"), factories.person("bob")
    both = [factories.slot(alice), factories.slot(dora, NOW + timedelta(days=2, hours=2))]
    assert booked(bob, both[order[0]]) != booked(bob, both[order[1]])


def test_two_coaches_are_bookable_at_one_hour():
    """Case A2."""
    alice, dora = factories.coach("alice"), factories.coach("dora")
    bob, charlie = factories.person("bob"), factories.person("charlie")
    assert booked(bob, factories.slot(alice)) != booked(charlie, factories.slot(dora))


def test_a_student_holds_as_many_calls_as_the_programme_allows():
    alice, bob = factories.coach("alice"), factories.person("bob")
    policy = Policy(max_open_calls=2)
    first, second, third = (factories.slot(alice, NOW + timedelta(days=day)) for day in (1, 2, 3))
    call = booked(bob, first, policy)
    booked(bob, second, policy)
    assert expect(errors.OverLimit, bob, third, policy)["limits"] == Limits((Allowance(2, Period.AHEAD),))
    transact(lambda: cancelling.cancel(actor=acting(bob), call_id=call, policy=policy, now=NOW))
    assert booked(bob, third, policy)


def test_calls_that_have_begun_do_not_count_towards_the_limit():
    alice, bob = factories.coach("alice"), factories.person("bob")
    policy = Policy(max_open_calls=1)
    first, second = (factories.slot(alice, NOW + timedelta(days=day)) for day in (1, 5))
    booked(bob, first, policy)
    assert booked(bob, second, policy, now=NOW + timedelta(days=1))


def test_there_is_nothing_to_explain_about_a_slot_that_does_not_exist():
    bob = factories.person("bob")
    booking = Booking(bob, Policy(), NOW)
    for ask in (bookability.explain, bookability.refusal, bookability.check):
        with pytest.raises(errors.NotFound):
            ask(77, booking)


def test_a_visitor_is_asked_only_what_concerns_the_slot():
    alice = factories.coach("alice")
    slot = factories.slot(alice)
    visitor = Booking(None, Policy(), NOW)
    codes = [code for code, passed in bookability.explain(slot, visitor) if passed]
    assert codes == [
        "slot_withdrawn",
        "slot_in_past",
        "slot_taken",
        "slot_held",
        "too_soon",
        "too_far",
        "coach_unavailable",
        "coach_off",
        "coach_busy",
        "too_close",
        "coach_elsewhere",
    ]
    assert [view.id for view in slot_views.list_open(visitor).items] == [slot]


@pytest.mark.parametrize("seed", range(3))
def test_every_slot_a_list_shows_can_be_booked_and_every_one_it_hides_is_refused(seed):
    """Case A8."""
    dice = random.Random(seed)
    teachers = [factories.coach(name) for name in ("alice", "dora", "erin")]
    students = [*teachers, factories.person("bob"), factories.person("charlie", is_confirmed=False)]
    policy = Policy(max_open_calls=3, booking_horizon=timedelta(days=5))
    made = []
    for _ in range(40):
        try:
            made.append(factories.slot(dice.choice(teachers), NOW + dice.randrange(1, 12 * 24) * HOUR / 2))
        except errors.SlotOverlap:
            continue
    for slot in dice.sample(made, 10):
        try:
            booked(dice.choice(students), slot, policy)
        except errors.DomainError:
            continue
    transact(lambda: accounts.deactivate(actor=ADMIN, email="erin@example.org", now=NOW))
    later = NOW + timedelta(hours=20)
    verdicts = set()
    for student in (*students, None):
        booking = Booking(student, policy, later)
        shown = {view.id for view in slot_views.list_open(booking, limit=100).items}
        for slot in made:
            refusal = bookability.refusal(slot, booking)
            assert (slot in shown) == (refusal is None)
            assert (slot in shown) == all(passed for _, passed in bookability.explain(slot, booking))
            verdicts.add(refusal and refusal.code)
        if student:
            for slot in sorted(shown)[:1]:
                assert booked(student, slot, policy, later)
    assert {None, "slot_taken", "too_far", "slot_in_past", "coach_unavailable"} <= verdicts


def test_the_conditions_are_made_once_for_all_who_ask_alike(policy):
    alike = [bookability.is_bookable(Booking(student, policy, NOW + n * HOUR)) for n, student in enumerate((7, 8))]
    assert alike[0] is alike[1]
    assert bookability.is_bookable(Booking(None, policy, NOW)) is not alike[0]


def test_no_instant_stands_in_a_condition_that_is_kept(policy):
    for student, moving in ((None, None), (7, None), (7, 9)):
        kept = bookability.is_bookable(Booking(student, policy, NOW, moving_call_id=moving))
        assert [value for value in kept.compile().params.values() if isinstance(value, datetime)] == []
