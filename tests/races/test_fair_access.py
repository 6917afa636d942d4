"""Limits that many bookings meet at once, and one call that is released twice."""

from datetime import timedelta
from functools import partial

import pytest

from app.db import transact
from app.domain.policy import Policy
from app.services import calls, cancelling
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, acting
from tests.invariants import check_invariants
from tests.races.crowd import DONE, tally
from tests.races.worlds import CROWD, POLICY, booking, count, hour, publish

pytestmark = pytest.mark.timeout(600)
LIMITED = Policy(max_calls_per_week=2)


@pytest.mark.usefixtures("race_app")
def test_a_student_who_books_sixteen_slots_at_once_gets_what_a_week_allows(gather, rounds):
    bob, coaches = factories.person("bob"), [factories.coach(f"coach{number}") for number in range(CROWD)]
    crowd = gather(CROWD)
    for number in range(min(rounds, 20)):
        # One slot after the other, all in one week, and each round in a week of its own.
        monday = NOW + timedelta(weeks=number + 1)
        slots = publish((coach, monday + place * timedelta(hours=2)) for place, coach in enumerate(coaches))
        outcomes = crowd.rush([
            partial(calls.book, actor=acting(bob), student_id=bob, slot_id=slot, policy=LIMITED, now=NOW)
            for slot in slots
        ])  # fmt: skip
        assert tally(outcomes) == {DONE: 2, "over_limit": CROWD - 2}
    check_invariants()


@pytest.mark.usefixtures("race_app")
def test_a_call_that_is_released_twice_opens_its_slot_once(gather, rounds):
    """Case D5."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    crowd = gather(4)
    for slot in publish((alice, hour(number)) for number in range(rounds)):
        call = transact(booking(bob, slot))
        releasing = partial(
            cancelling.cancel, actor=ADMIN, call_id=call, reason="mistake", reopen=True, policy=POLICY, now=NOW
        )
        assert tally(crowd.rush([releasing] * 4)) == {DONE: 1, "already_cancelled": 3}
        assert count("slots WHERE id = :slot AND status = 'open'", slot=slot) == 1
        assert count("audit_entries WHERE action = 'call.cancelled' AND object_id = :call", call=call) == 1
    check_invariants()
