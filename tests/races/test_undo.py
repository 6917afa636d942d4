"""An undo at the same moment as others: the time is had once, whoever gets it."""

from collections import Counter
from datetime import timedelta
from functools import partial
from time import sleep

import pytest

from app.db import transact
from app.services import cancelling, notices, sending
from tests import factories
from tests.conftest import NOW
from tests.factories import acting
from tests.invariants import check_invariants
from tests.races.crowd import DONE, tally
from tests.races.worlds import CROWD, POLICY, booking, count, hour, publish, publishing, students

pytestmark = pytest.mark.timeout(600)

# When a booking is told of, and its cancellation not yet.
SOON = NOW + timedelta(seconds=30)


def cancelled(student, slot, by, **given):
    """Book a slot and cancel it again; return the call."""
    call = transact(booking(student, slot))
    transact(partial(cancelling.cancel, actor=acting(by), call_id=call, policy=POLICY, now=NOW, **given))
    return call


def undoing(by, call):
    return partial(cancelling.restore, actor=acting(by), call_id=call, policy=POLICY, now=NOW)


def why_skip_after_a_while(message):
    """Look at the call, and decide a while later, as a busy worker does."""
    reason = notices.why_skip(message, policy=POLICY, now=SOON)
    sleep(0.1)
    return reason


@pytest.mark.usefixtures("race_app")
def test_of_an_undo_and_fifteen_bookings_one_gets_the_slot(gather, rounds):
    """Case A1, invariants I-02, I-08."""
    alice, bob, others = factories.coach("alice"), factories.person("bob"), students(CROWD - 1)
    crowd = gather(CROWD)
    for slot in publish((alice, hour(number)) for number in range(rounds)):
        call = cancelled(bob, slot, bob)
        outcomes = crowd.rush([undoing(bob, call), *(booking(student, slot) for student in others)])
        assert tally(outcomes) == {DONE: 1, "slot_taken": CROWD - 1}
    check_invariants()


@pytest.mark.usefixtures("race_app")
def test_one_undo_pressed_sixteen_times_is_one_call_and_one_answer(gather, rounds):
    """Case A4, invariant I-17."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    crowd = gather(CROWD)
    for slot in publish((alice, hour(number)) for number in range(rounds)):
        call = cancelled(bob, slot, bob)
        outcomes = crowd.rush([undoing(bob, call)] * CROWD)
        assert tally(outcomes) == {DONE: CROWD}
        assert len({outcome.result for outcome in outcomes}) == 1
        assert count("calls WHERE restores_id = :call", call=call) == 1
    check_invariants()


@pytest.mark.usefixtures("race_app")
def test_a_coachs_undo_and_another_slot_at_that_time_never_overlap(gather, rounds):
    """Invariant I-01."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    crowd = gather(2)
    won: Counter[str] = Counter()
    for number, slot in enumerate(publish((alice, hour(number)) for number in range(rounds))):
        call = cancelled(bob, slot, alice, reason="ill")
        won += tally(crowd.rush([undoing(alice, call), publishing(alice, hour(number))]))
    assert won == {DONE: rounds, "slot_overlap": rounds}
    check_invariants()


@pytest.mark.usefixtures("race_app")
def test_whose_news_of_a_booking_is_skipped_as_it_is_undone_is_told_of_it_all_the_same(gather, rounds):
    """Case C1, RELIABILITY 6.5."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    crowd = gather(2)
    for slot in publish((alice, hour(number)) for number in range(rounds)):
        call = cancelled(bob, slot, bob)
        outcomes = crowd.rush([undoing(bob, call), partial(sending.claim, now=SOON, why_skip=why_skip_after_a_while)])
        assert tally(outcomes) == {DONE: 2}
        for person in (alice, bob):
            keys = f"'booked/{call}/{person}', 'booked/{outcomes[0].result}/{person}'"
            assert count(f"outbox_messages WHERE dedup_key IN ({keys}) AND state <> 'skipped'") == 1
