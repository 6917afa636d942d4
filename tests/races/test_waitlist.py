"""Offers from the waitlist made by several workers, while others book the same slot."""

from datetime import timedelta
from functools import partial

import pytest

from app.db import transact
from app.domain.waitlist import KEPT
from app.services import offers, subjects, waitlist, wishes
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, acting
from tests.invariants import check_invariants
from tests.races.crowd import DONE, tally
from tests.races.worlds import CROWD, POLICY, booking, count, hour, publish, students

pytestmark = [pytest.mark.timeout(600), pytest.mark.usefixtures("race_app")]
LATER = NOW + KEPT + timedelta(seconds=1)


def offering(slot, now=NOW):
    return partial(waitlist.offer_next, actor=ADMIN, slot_id=slot, policy=POLICY, now=now)


def made(outcomes):
    assert tally(outcomes).keys() <= {DONE, "slot_held", "slot_taken"}
    return [outcome.result for outcome in outcomes if outcome.result is not None]


def test_a_slot_is_offered_to_one_or_booked_by_another_and_never_both(gather, rounds):
    """Case F8."""
    alice, bob, others = factories.coach("alice"), factories.person("bob"), students(CROWD // 2)
    crowd = gather(CROWD)
    for number in range(rounds):
        factories.wish(bob, alice)
        [slot] = publish([(alice, hour(number))])
        bookings = [partial(booking(student, slot), now=LATER) for student in others]
        made(crowd.rush([offering(slot, LATER)] * (CROWD // 2) + bookings))
        held = count("offers JOIN holds USING (slot_id, student_id) WHERE slot_id = :slot", slot=slot)
        assert held + count("calls WHERE slot_id = :slot", slot=slot) == 1
        free(bob)
    check_invariants()


def test_who_begins_to_wait_for_a_subject_while_it_is_merged_waits_for_the_other_or_is_told(gather, rounds):
    """Case F8."""
    waiting, crowd = students(CROWD - 1), gather(CROWD)
    into = transact(lambda: subjects.add(actor=ADMIN, name="Maths", now=NOW))
    for number in range(rounds):
        name = f"Sums {number}"
        merged = transact(lambda name=name: subjects.add(actor=ADMIN, name=name, now=NOW))
        jobs = [partial(wishes.join, actor=acting(one), student_id=one, subject_id=merged, now=NOW) for one in waiting]
        outcomes = crowd.rush([partial(subjects.merge, actor=ADMIN, name=name, into="Maths", now=NOW), *jobs])
        assert outcomes[0].code == DONE
        assert tally(outcomes).keys() <= {DONE, "not_found"}
        joined = [student for student, outcome in zip(waiting, outcomes[1:], strict=True) if outcome.code == DONE]
        assert count("wishes WHERE subject_id = :into AND left_at IS NULL", into=into) == len(joined)
        for student in joined:
            transact(lambda student=student: wishes.leave_all(student, now=NOW))
    check_invariants()


def free(student):
    """Let a student decline what they were offered, so that the next round can ask them."""
    for offer in offers.list_running(student, now=LATER):
        transact(partial(offers.decline, actor=acting(student), offer_id=offer.id, now=LATER))


def test_eight_workers_make_one_offer_of_a_slot_and_a_student_is_offered_one_of_two(gather, rounds):
    """Case F8."""
    alice = factories.coach("alice")
    crowd = gather(CROWD)
    for number in range(rounds):
        student = factories.person(f"waits{number}")
        wish = factories.wish(student, alice)
        first, second = publish([(alice, hour(2 * number)), (alice, hour(2 * number + 1))])
        asked = made(crowd.rush([offering(first), offering(second)] * (CROWD // 2)))
        assert len(asked) == 1
        assert count("offers WHERE student_id = :student", student=student) == 1
        transact(partial(wishes.leave, actor=acting(student), wish_id=wish, now=NOW))
    check_invariants()
