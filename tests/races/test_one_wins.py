"""Many ask at once for what one can have: one gets it, each other is told why not, and nobody waits for ever."""

from collections import Counter
from datetime import timedelta

import pytest

from tests import factories
from tests.invariants import check_invariants
from tests.races.crowd import DONE, tally
from tests.races.worlds import CROWD, PATIENCE, booking, count, hour, publish, publishing, students

pytestmark = pytest.mark.timeout(PATIENCE)


@pytest.mark.usefixtures("race_app")
def test_of_sixteen_students_booking_one_slot_one_gets_it(gather, rounds):
    """Case A1, invariant I-02."""
    alice, everybody = factories.coach("alice"), students()
    slots = publish((alice, hour(number)) for number in range(rounds))
    crowd = gather(CROWD)
    for slot in slots:
        outcomes = crowd.rush([booking(student, slot) for student in everybody])
        assert tally(outcomes) == {DONE: 1, "slot_taken": CROWD - 1}
        assert count("calls WHERE slot_id = :slot", slot=slot) == 1
    assert count("audit_entries WHERE action = 'call.booked'") == rounds
    check_invariants()


@pytest.mark.usefixtures("race_app")
def test_a_student_booking_overlapping_slots_of_sixteen_coaches_gets_one(gather, rounds):
    """Case A9, invariant I-04."""
    bob, coaches = factories.person("bob"), [factories.coach(f"coach{number}") for number in range(CROWD)]
    crowd = gather(CROWD)
    for number in range(rounds):
        starts = [hour(2 * number) + timedelta(minutes=5 * place) for place in range(CROWD)]
        slots = publish(zip(coaches, starts, strict=True))
        outcomes = crowd.rush([booking(bob, slot) for slot in slots])
        assert tally(outcomes) == {DONE: 1, "student_busy": CROWD - 1}
    assert count("calls") == rounds
    check_invariants()


@pytest.mark.usefixtures("race_app")
def test_a_coach_publishing_sixteen_overlapping_slots_publishes_one(gather, rounds):
    """Invariant I-01."""
    alice, crowd = factories.coach("alice"), gather(CROWD)
    for number in range(rounds):
        starts = [hour(2 * number) + timedelta(minutes=7 * place) for place in range(CROWD)]
        outcomes = crowd.rush([publishing(alice, start) for start in starts])
        assert tally(outcomes) == {DONE: 1, "slot_overlap": CROWD - 1}
    assert count("slots") == rounds
    check_invariants()


@pytest.mark.usefixtures("race_app")
def test_one_form_sent_sixteen_times_is_one_booking_and_one_answer(gather, rounds):
    """Case A4, invariant I-17."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    slots = publish((alice, hour(number)) for number in range(rounds))
    crowd = gather(CROWD)
    for slot in slots:
        outcomes = crowd.rush([booking(bob, slot, key=f"form {slot}")] * CROWD)
        assert tally(outcomes) == {DONE: CROWD}
        assert len({outcome.result for outcome in outcomes}) == 1
        assert count("calls WHERE slot_id = :slot", slot=slot) == 1
    check_invariants()


@pytest.mark.usefixtures("race_app")
def test_sixteen_forms_of_one_student_are_one_booking(gather, rounds):
    alice, bob = factories.coach("alice"), factories.person("bob")
    slots = publish((alice, hour(number)) for number in range(rounds))
    crowd = gather(CROWD)
    for slot in slots:
        outcomes = crowd.rush([booking(bob, slot, key=f"form {slot} {copy}") for copy in range(CROWD)])
        assert tally(outcomes) == {DONE: 1, "slot_taken": CROWD - 1}
    assert count("calls") == rounds
    check_invariants()


@pytest.mark.usefixtures("race_app")
def test_two_coaches_who_book_each_other_never_deadlock(gather, rounds):
    alice, dora = factories.coach("alice"), factories.coach("dora")
    crowd = gather(CROWD)
    won: Counter[str] = Counter()
    for number in range(rounds):
        # Each offers the same eight hours: of each hour one of the two bookings must fail, for both would be busy.
        hours = [hour(number * CROWD // 2 + place) for place in range(CROWD // 2)]
        of_alice, of_dora = publish((alice, at) for at in hours), publish((dora, at) for at in hours)
        outcomes = crowd.rush([booking(dora, slot) for slot in of_alice] + [booking(alice, slot) for slot in of_dora])
        won += tally(outcomes)
    assert set(won) <= {DONE, "student_busy", "coach_busy"}
    assert won[DONE] == count("calls") == rounds * CROWD // 2
    check_invariants()
