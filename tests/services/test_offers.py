"""What becomes of offers from the waitlist, and what comes after."""

from datetime import date

import pytest

from app.db import db, transact
from app.domain import errors
from app.domain.notifications import WAITLIST_OFFER, WAITLIST_OVER
from app.domain.policy import Policy
from app.integrations.crypto import FernetCipher
from app.jobs import upkeep
from app.models import Offer
from app.services import (
    accounts,
    answering,
    coach_profiles,
    erasure,
    holds,
    moving,
    notices,
    offers,
    outbox,
    semesters,
    slots,
    wish_views,
    wishes,
)
from tests import factories
from tests.bookings import booked, expect
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting
from tests.waiting import A_MOMENT, DAY, HOUR, MINUTE, SOON, decline, is_near, offered, running, settle, told, wish_of

pytestmark = pytest.mark.usefixtures("app")
CIPHER = FernetCipher("k" * 32, [])


@pytest.fixture
def people():
    return factories.coach("alice"), factories.person("bob"), factories.person("charlie")


def test_who_says_no_keeps_the_place_and_is_not_asked_about_the_same_again(people):
    """Case F8."""
    alice, bob, charlie = people
    for student in (bob, charlie):
        factories.wish(student, alice)
    slot = factories.slot(alice)
    assert offered() == [bob]
    transact(lambda: offers.decline(actor=acting(bob), offer_id=running(bob).id, now=SOON))
    number = db.session.query(Offer.id).scalar()
    transact(lambda: offers.decline(actor=acting(bob), offer_id=number, now=SOON))
    assert expect(errors.SlotHeld, bob, slot, now=SOON)
    assert offered(SOON) == []  # there is time for second thoughts
    assert offered(SOON + A_MOMENT) == [charlie]
    decline(charlie, SOON + A_MOMENT)
    assert offered(SOON + 3 * MINUTE) == []
    assert booked(factories.person("erin"), slot, now=SOON + 3 * MINUTE)
    assert wish_of(bob).joined_at == NOW
    factories.slot(alice, NOW + 4 * DAY, now=SOON)
    assert offered(SOON) == [bob]


def test_an_offer_that_lapses_passes_on_once_and_the_second_in_a_row_pauses_the_wish(people):
    """Case F8."""
    alice, bob, charlie = people
    factories.wish(bob, alice)
    factories.slot(alice, NOW + 8 * DAY)
    assert offered() == [bob]
    until = NOW + 12 * HOUR
    assert running(bob).until == until
    settle(until - MINUTE)
    assert told(bob) == [WAITLIST_OFFER]
    for _ in range(2):
        settle(until)
    assert told(bob) == [WAITLIST_OVER, WAITLIST_OFFER]
    assert (wish_of(bob).misses, wish_of(bob).paused_at) == (1, None)
    factories.slot(alice, NOW + 9 * DAY, now=until)
    factories.wish(charlie, alice, now=until - MINUTE)
    assert offered(until) == [bob]
    settle(until + 12 * HOUR)
    assert wish_of(bob).paused_at == until + 12 * HOUR
    last = outbox.list_latest(limit=1)[0]
    assert (last.kind, last.payload["answer"], last.payload["paused"]) == (WAITLIST_OVER, "lapsed", True)
    assert offered(until + 13 * HOUR) == [charlie]
    again = until + 14 * HOUR
    transact(lambda: wishes.resume(actor=acting(bob), wish_id=wish_of(bob).id, now=again))
    assert (wish_of(bob).misses, wish_of(bob).joined_at) == (0, again)


def test_an_offer_is_over_when_its_slot_is_taken_back_and_its_student_is_told(people):
    alice, bob, charlie = people
    factories.wish(bob, alice)
    slot = factories.slot(alice)
    offered()
    transact(lambda: slots.withdraw(actor=acting(alice), slot_id=slot, now=SOON))
    settle(SOON)
    assert told(bob) == [WAITLIST_OVER, WAITLIST_OFFER]
    first = outbox.list_latest(limit=9)[-1]
    assert notices.why_skip(first, policy=USUAL, now=SOON) == "the offer is over"
    assert wish_of(bob).misses == 0
    with pytest.raises(errors.OfferOver):
        transact(lambda: offers.decline(actor=acting(bob), offer_id=first.payload["offer"], now=SOON))
    with pytest.raises(errors.NotFound):
        transact(lambda: offers.decline(actor=acting(charlie), offer_id=first.payload["offer"], now=SOON))


def test_booking_another_time_with_the_coach_ends_the_wish_and_its_offer_goes_on(people):
    """Case F8."""
    alice, bob, charlie = people
    other = factories.slot(alice, NOW + 6 * DAY, now=NOW - DAY)
    for number, student in enumerate((bob, charlie)):
        factories.wish(student, alice, now=NOW + number * MINUTE)
    slot = factories.slot(alice, now=SOON)
    assert offered(SOON) == [bob]
    booked(bob, other, now=SOON)
    assert is_near(wish_of(bob).left_at, SOON)
    assert expect(errors.SlotHeld, factories.person("erin"), slot, now=SOON)
    assert offered(SOON + A_MOMENT) == [charlie]
    assert told(bob) == [WAITLIST_OFFER]


def test_a_call_moved_to_what_is_offered_takes_it_and_the_time_it_leaves_goes_to_the_next(people):
    """Cases F5, F8."""
    alice, bob, charlie = people
    left = factories.slot(alice, NOW + 6 * DAY)
    call = factories.call(left, bob)
    factories.wish(bob, alice)
    slot = factories.slot(alice, NOW + 7 * DAY, now=SOON)
    assert offered(SOON) == [bob]
    by = {"call_id": call, "slot_id": slot, "reason": "ill", "policy": USUAL, "now": SOON}
    factories.wish(charlie, alice)
    transact(lambda: moving.move(actor=acting(alice), reopen=True, **by))
    assert (wish_of(bob).left_at is None, db.session.query(Offer.answer).scalar()) == (False, "booked")
    assert offered(SOON + A_MOMENT) == [charlie]
    assert running(charlie, SOON + A_MOMENT).slot_id == left


def test_no_call_of_another_is_moved_to_what_is_offered_not_even_by_the_coach(people):
    """Cases F5, F8."""
    alice, bob, charlie = people
    call = factories.call(factories.slot(alice, NOW + 6 * DAY), charlie)
    factories.wish(bob, alice)
    slot = factories.slot(alice, NOW + 7 * DAY, now=SOON)
    assert offered(SOON) == [bob]
    by = {"call_id": call, "slot_id": slot, "reason": "ill", "policy": USUAL, "now": SOON}
    for mover in (alice, charlie):
        with pytest.raises(errors.SlotHeld):
            transact(lambda mover=mover: moving.move(actor=acting(mover), **by))


def test_an_offer_ends_with_its_coachs_account_and_its_student_is_told(people):
    alice, bob, _ = people
    factories.wish(bob, alice)
    factories.slot(alice, NOW + 7 * DAY, now=SOON)
    assert offered(SOON) == [bob]
    transact(lambda: accounts.deactivate(actor=ADMIN, email="alice@example.org", now=SOON))
    settle(SOON)
    assert told(bob) == [WAITLIST_OVER, WAITLIST_OFFER]
    transact(lambda: erasure.erase(actor=ADMIN, user_id=alice, reason="", cipher=CIPHER, now=SOON))
    assert wish_views.list_own(bob, policy=USUAL, now=SOON) == []


def test_a_call_elsewhere_at_that_time_ends_the_offer_and_keeps_the_place(people):
    alice, bob, charlie = people
    for number, student in enumerate((bob, charlie)):
        factories.wish(student, alice, now=NOW + number * MINUTE)
    factories.slot(alice, now=SOON)
    offered(SOON)
    factories.call(factories.slot(factories.coach("dora"), now=SOON), bob, now=SOON)
    settle(SOON)
    assert told(bob) == [WAITLIST_OFFER]
    assert wish_of(bob).left_at is None
    assert offered(SOON + A_MOMENT) == [charlie]


@pytest.mark.parametrize(
    "policy", [Policy(max_open_calls=1), Policy(max_calls_per_week=1), Policy(max_calls_per_semester=1)]
)
def test_who_reaches_a_limit_while_an_offer_runs_passes_it_on_and_keeps_the_place(people, policy):
    """Case F8."""
    alice, bob, charlie = people
    days = {"first_day": date(2027, 3, 1), "last_day": date(2027, 3, 30)}
    transact(lambda: semesters.add(actor=ADMIN, name="Spring", now=NOW, **days))
    for number, student in enumerate((bob, charlie)):
        factories.wish(student, alice, now=NOW + number * MINUTE)
    factories.slot(alice, now=SOON)
    assert offered(SOON, policy) == [bob]
    factories.call(factories.slot(factories.coach("dora"), NOW + 3 * DAY, now=SOON), bob, now=SOON)
    settle(SOON, policy)
    assert told(bob) == [WAITLIST_OFFER]
    assert wish_of(bob).left_at is None
    assert offered(SOON + A_MOMENT, policy) == [charlie]


def test_who_leaves_lets_go_and_may_come_back_to_the_same_place(people):
    alice, bob, charlie = people
    wish = factories.wish(bob, alice)
    factories.wish(charlie, alice, now=NOW + MINUTE)
    factories.slot(alice, now=SOON)
    assert offered(SOON) == [bob]
    with pytest.raises(errors.NotFound):
        transact(lambda: wishes.leave(actor=acting(charlie), wish_id=wish, now=SOON))
    transact(lambda: wishes.leave(actor=acting(bob), wish_id=wish, now=SOON))
    assert holds.list_for_student(bob, now=SOON) == []
    assert offered(SOON + A_MOMENT) == [charlie]
    transact(lambda: wishes.come_back(actor=acting(bob), wish_id=wish, now=SOON + 2 * MINUTE))
    assert (wish_of(bob).left_at, wish_of(bob).joined_at) == (None, NOW)
    transact(lambda: wishes.leave(actor=acting(bob), wish_id=wish, now=SOON))
    with pytest.raises(errors.NotFound):
        transact(lambda: wishes.come_back(actor=acting(bob), wish_id=wish, now=SOON + DAY))


def test_the_worker_ends_offers_and_makes_the_next(people, at_now):
    """Case F8."""
    alice, bob, charlie = people
    for number, student in enumerate((bob, charlie)):
        factories.wish(student, alice, now=NOW - HOUR + number * MINUTE)
    slot = factories.slot(alice, NOW + 8 * DAY)
    upkeep.offer_slots()
    assert running(bob).slot_id == slot
    at_now.move_to(NOW + 12 * HOUR)
    upkeep.clear_holds()
    upkeep.offer_slots()
    erin = factories.person("erin")
    assert expect(errors.SlotHeld, erin, slot, now=NOW + 12 * HOUR)
    at_now.move_to(NOW + 12 * HOUR + MINUTE)
    upkeep.offer_slots()
    assert running(charlie, NOW + 12 * HOUR + MINUTE).slot_id == slot


def test_a_request_that_is_declined_leaves_its_student_waiting_at_the_old_place(people):
    """Cases A3, F8."""
    alice, bob, _ = people
    approving = coach_profiles.Changes(approves=True)
    transact(lambda: coach_profiles.edit(actor=acting(alice), coach_id=alice, changes=approving, now=NOW))
    factories.wish(bob, alice)
    slots_made = [factories.slot(alice, NOW + day * DAY) for day in (5, 6)]
    assert offered() == [bob]
    call = booked(bob, slots_made[0])
    by = {"actor": acting(alice), "call_id": call, "now": SOON}
    transact(lambda: answering.decline(**by, reason="full"))
    assert (wish_of(bob).left_at, wish_of(bob).joined_at) == (None, NOW)
    again = booked(bob, slots_made[1], now=SOON)
    transact(lambda: answering.confirm(actor=acting(alice), call_id=again, now=SOON))
    assert wish_of(bob).left_at is not None


def test_who_is_erased_waits_no_more_and_the_next_is_asked(people):
    """Case E2."""
    alice, bob, charlie = people
    for number, student in enumerate((bob, charlie)):
        factories.wish(student, alice, now=NOW + number * MINUTE)
    slot = factories.slot(alice, now=SOON)
    assert offered(SOON) == [bob]
    transact(lambda: erasure.erase(actor=ADMIN, user_id=bob, reason="", cipher=CIPHER, now=SOON))
    assert expect(errors.SlotHeld, factories.person("erin"), slot, now=SOON)
    assert offered(SOON + A_MOMENT) == [charlie]
