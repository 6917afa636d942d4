"""A request that is answered, taken back and left to lapse at one moment: one of these counts."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from app.db import transact
from app.services import answering, cancelling, coach_profiles
from app.services.coach_profiles import Changes
from tests import factories
from tests.conftest import NOW
from tests.factories import acting
from tests.invariants import check_invariants
from tests.races.crowd import DONE, tally
from tests.races.worlds import CROWD, POLICY, booking, count, hour, publish, students

pytestmark = pytest.mark.timeout(600)


def approving_coach():
    alice = factories.coach("alice")
    changes = Changes(approves=True)
    transact(lambda: coach_profiles.edit(actor=acting(alice), coach_id=alice, changes=changes, now=NOW))
    return alice


@pytest.mark.usefixtures("race_app")
def test_of_confirming_declining_and_taking_back_one_counts(gather, rounds):
    """Case A3, invariants I-07, I-09."""
    alice, bob = approving_coach(), factories.person("bob")
    crowd = gather(4)
    won: Counter[str] = Counter()
    for slot in publish((alice, hour(number)) for number in range(rounds)):
        call = transact(booking(bob, slot))
        outcomes = crowd.rush([
            partial(answering.confirm, actor=acting(alice), call_id=call, version=1, now=NOW),
            partial(answering.confirm, actor=acting(alice), call_id=call, version=1, now=NOW),
            partial(answering.decline, actor=acting(alice), call_id=call, reason="busy", version=1, now=NOW),
            partial(cancelling.cancel, actor=acting(bob), call_id=call, version=1, policy=POLICY, now=NOW),
        ])  # fmt: skip
        told = tally(outcomes)
        assert told[DONE] == 1
        won += told
    assert set(won) <= {DONE, "already_answered", "already_cancelled", "changed_meanwhile"}
    check_invariants()


@pytest.mark.usefixtures("race_app")
def test_workers_and_a_late_confirmation_end_a_request_once(gather, rounds):
    """Case F10."""
    alice, bob = approving_coach(), factories.person("bob")
    over = NOW + POLICY.approval_period + timedelta(minutes=1)
    crowd = gather(4)
    for slot in publish((alice, hour(number + 12)) for number in range(rounds)):
        call = transact(booking(bob, slot))
        lapsing = partial(answering.lapse, call, now=over)
        late = partial(answering.confirm, actor=acting(alice), call_id=call, now=over)
        assert tally(crowd.rush([lapsing, lapsing, lapsing, late]))[DONE] == 3
        assert (
            count("outbox_messages WHERE kind = 'call_lapsed' AND dedup_key LIKE :key", key=f"cancelled/{call}/%") == 2
        )
    check_invariants()


@pytest.mark.usefixtures("race_app")
def test_of_sixteen_requests_for_one_slot_one_holds_it(gather, rounds):
    """Cases A1, A3."""
    alice, everybody = approving_coach(), students()
    crowd = gather(CROWD)
    for slot in publish((alice, hour(number)) for number in range(rounds)):
        outcomes = crowd.rush([booking(student, slot) for student in everybody])
        assert tally(outcomes) == {DONE: 1, "slot_taken": CROWD - 1}
    check_invariants()
