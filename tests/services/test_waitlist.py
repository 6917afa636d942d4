"""Offers from the waitlist: to whom, in which order, and for how long."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.domain.notifications import WAITLIST_OFFER
from app.domain.policy import Policy
from app.domain.search import TimeOfDay
from app.domain.waitlist import KEPT, Window
from app.services import (
    attendance,
    bookability,
    cancelling,
    offers,
    slot_views,
    subjects,
    time_off,
    waitlist,
)
from app.services.bookability import Booking
from tests import factories, past
from tests.bookings import booked, expect
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting
from tests.waiting import (
    A_MOMENT,
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    SOON,
    decline,
    is_near,
    offered,
    running,
    told,
    wish_of,
)

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def people():
    return factories.coach("alice"), factories.person("bob"), factories.person("charlie")


def test_a_slot_that_opens_is_held_for_the_first_who_waits_and_accepting_is_booking(people):
    """Case F8."""
    alice, bob, charlie = people
    factories.wish(bob, alice)
    factories.wish(charlie, alice, now=NOW + MINUTE)
    slot = factories.slot(alice, now=SOON)
    assert offered(SOON) == [bob]
    assert offered(SOON) == []
    assert running(bob, SOON).until == SOON + (47 * HOUR - 5 * MINUTE) / 4
    assert expect(errors.SlotHeld, charlie, slot, now=SOON)
    assert not slot_views.list_open(Booking(None, USUAL, SOON)).items
    assert told(bob) == [WAITLIST_OFFER]
    assert booked(bob, slot, now=SOON)
    assert is_near(wish_of(bob).left_at, SOON)
    assert offers.list_running(bob, now=SOON) == []
    assert wish_of(charlie).left_at is None


def test_a_slot_that_has_just_opened_is_kept_until_the_first_is_asked_but_not_for_long(people):
    """Case A8: list and booking say the same."""
    alice, bob, charlie = people
    factories.wish(bob, alice)
    slot = factories.slot(alice)
    assert expect(errors.SlotHeld, charlie, slot)["until"] - KEPT < NOW + SECOND
    assert expect(errors.SlotHeld, bob, slot)
    assert slot_views.list_open(Booking(charlie, USUAL, NOW)).items == []
    later = NOW + KEPT + SECOND
    assert [one.id for one in slot_views.list_open(Booking(charlie, USUAL, later)).items] == [slot]
    assert booked(charlie, slot, now=later)


def test_the_fewest_calls_of_the_semester_come_first_and_then_first_come(people):
    alice, bob, charlie = people
    dora, erin = factories.coach("dora"), factories.person("erin")
    factories.call(factories.slot(dora, NOW + 9 * DAY), bob)
    for number, student in enumerate((bob, erin, charlie)):
        factories.wish(student, alice, now=NOW + number * MINUTE)
    for day in (2, 3, 4, 5):
        factories.slot(alice, NOW + day * DAY, now=SOON)
    assert offered(SOON) == [erin, charlie, bob]


def test_a_call_that_its_coach_missed_puts_nobody_behind(people):
    alice, bob, charlie = people
    call = past.missed(alice, bob, NOW - DAY)
    for number, student in enumerate((bob, charlie)):
        factories.wish(student, alice, now=NOW + number * MINUTE)
    for day in (2, 3):
        factories.slot(alice, NOW + day * DAY, now=SOON)
    transact(lambda: attendance.admit(actor=acting(alice), call_id=call, now=NOW))
    assert offered(SOON) == [bob, charlie]


def test_who_may_not_book_is_passed_over_and_keeps_the_place(people):
    """Case F8."""
    alice, bob, charlie = people
    dora = factories.coach("dora")
    clash = factories.call(factories.slot(dora, NOW + 2 * DAY + HOUR), bob)
    factories.wish(bob, alice)
    factories.wish(charlie, alice, now=NOW + MINUTE)
    for day in (2, 3):
        factories.slot(alice, NOW + day * DAY, now=SOON)
    assert offered(SOON, Policy(max_open_calls=1)) == [charlie]
    decline(charlie, SOON)
    cancel(bob, clash, SOON)
    assert offered(SOON + 2 * MINUTE) == [bob, charlie]


def cancel(student, call, now):
    wanted = {"actor": acting(student), "call_id": call, "policy": USUAL, "now": now}
    transact(lambda: cancelling.cancel(**wanted))


def test_a_cancelled_call_is_offered_once_it_cannot_be_undone_unseen(people):
    """Cases F1, F8."""
    alice, bob, charlie = people
    call = factories.call(factories.slot(alice, now=NOW - DAY), charlie)
    factories.wish(bob, alice)
    cancel(charlie, call, SOON)
    assert offered(SOON + 59 * timedelta(seconds=1)) == []
    transact(lambda: cancelling.restore(actor=acting(charlie), call_id=call, policy=USUAL, now=SOON))
    assert offered(SOON + A_MOMENT) == []


def test_a_time_that_a_coach_is_back_for_goes_to_who_waits(people):
    """Cases A10, F8."""
    alice, bob, _ = people
    factories.slot(alice, now=NOW - DAY)
    off = factories.time_off(alice, (NOW + 2 * DAY).date(), now=NOW - HOUR)
    factories.wish(bob, alice)
    assert offered(SOON) == []
    transact(lambda: time_off.remove(actor=acting(alice), number=off, now=SOON))
    assert offered(SOON + 2 * MINUTE) == [bob]


def test_a_cancelled_call_goes_to_who_waits_and_not_to_who_is_quick(people):
    """Cases F1, F8."""
    alice, bob, charlie = people
    slot = factories.slot(alice, now=NOW - DAY)
    call = factories.call(slot, charlie)
    factories.wish(bob, alice)
    cancel(charlie, call, SOON)
    assert expect(errors.SlotHeld, factories.person("erin"), slot, now=SOON)
    assert offered(SOON + A_MOMENT) == [bob]
    with pytest.raises(errors.SlotHeld):
        transact(lambda: cancelling.restore(actor=acting(charlie), call_id=call, policy=USUAL, now=SOON + 2 * MINUTE))


def test_who_gives_a_time_up_is_not_asked_about_it(people):
    """Cases F1, F8."""
    alice, bob, charlie = people
    slot = factories.slot(alice, now=NOW - DAY)
    call = factories.call(slot, bob)
    factories.wish(bob, alice)
    cancel(bob, call, SOON)
    assert offered(SOON + A_MOMENT) == []
    assert booked(charlie, slot, now=SOON)


@pytest.mark.parametrize(("ahead", "minutes"), [(2 * HOUR, 15), (2 * HOUR - MINUTE, None), (29 * HOUR, 7 * 60)])
def test_near_its_start_a_slot_is_held_for_less_and_in_the_end_it_is_simply_open(people, ahead, minutes):
    alice, bob, charlie = people
    factories.wish(bob, alice)
    slot = factories.slot(alice, NOW + ahead)
    assert offered() == ([bob] if minutes else [])
    if minutes:
        assert running(bob).until == NOW + minutes * MINUTE
    else:
        assert booked(charlie, slot)


def test_what_was_open_to_all_before_somebody_waited_is_held_for_nobody(people):
    alice, bob, charlie = people
    slot = factories.slot(alice, now=NOW - HOUR)
    factories.wish(bob, alice)
    assert offered() == []
    assert booked(charlie, slot)


def test_a_wish_for_a_subject_asks_for_days_and_times_by_the_students_clock_until_a_day(people):
    """Case B2: Bob's clock is five hours behind, and his Monday evening is Tuesday in UTC."""
    alice, bob, _ = people
    subject = transact(lambda: subjects.add(actor=ADMIN, name="Algebra", now=NOW))
    transact(lambda: subjects.set_for_coaches(actor=ADMIN, names={alice: ["Algebra"]}, now=NOW))
    window = Window(frozenset({1}), frozenset({TimeOfDay.EVENING}), (NOW + 9 * DAY).date())
    factories.wish(bob, subject_id=subject, window=window)
    tuesday_night = NOW + 7 * DAY + 15 * HOUR
    for starts_at in (tuesday_night - DAY, tuesday_night + 3 * HOUR + DAY, tuesday_night + 14 * DAY):
        factories.slot(alice, starts_at)
    assert offered() == []
    slot = factories.slot(alice, tuesday_night + 2 * HOUR)
    assert offered() == [bob]
    assert running(bob).slot_id == slot


def test_a_student_is_offered_one_time_at_once_and_the_next_slot_goes_to_the_next(people):
    alice, bob, charlie = people
    for number, student in enumerate((bob, charlie)):
        factories.wish(student, alice, now=NOW + number * MINUTE)
    made = [factories.slot(alice, NOW + day * DAY, now=SOON) for day in (2, 3, 4)]
    assert offered(SOON) == [bob, charlie]
    assert booked(factories.person("erin"), made[2], now=SOON + KEPT + SECOND)


def test_an_offer_outranks_the_head_start_of_others(people):
    alice, bob, _ = people
    policy = Policy(fair_release=24 * HOUR)
    factories.wish(bob, alice, now=NOW - DAY)
    dora = factories.coach("dora")
    factories.call(factories.slot(dora, NOW + 9 * DAY), bob)
    slot = factories.slot(alice, NOW + 8 * DAY)
    assert offered(policy=policy) == [bob]
    assert bookability.refusal(slot, Booking(bob, policy, NOW)) is None


def test_a_round_asks_of_nobody_twice_however_many_times_open(people):
    alice, bob, charlie = people
    for number, student in enumerate((bob, charlie)):
        factories.wish(student, alice, now=NOW + number * MINUTE)
    slots = [factories.slot(alice, NOW + day * DAY, now=SOON) for day in (2, 3, 4, 5)]
    assert waitlist.list_due(policy=USUAL, now=SOON) == slots[:2]
    assert offered(SOON) == [bob, charlie]
