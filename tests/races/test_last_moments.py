"""What comes at one moment with the end of a call, with a reminder of it, or with the end of an account."""

from datetime import timedelta
from functools import partial

import pytest

from app.db import transact
from app.domain.calls import CallStatus
from app.services import accounts, cancelling, feedback, outcomes, reminders
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, acting
from tests.invariants import check_invariants
from tests.races.crowd import DONE, tally
from tests.races.worlds import PATIENCE, POLICY, booking, count, hour, publish, students

pytestmark = [pytest.mark.timeout(PATIENCE), pytest.mark.usefixtures("race_app")]

CROWD = 8
LENGTH, DAY = timedelta(hours=2), timedelta(days=1)


def test_at_the_instant_of_the_end_one_outcome_stands(gather, rounds):
    """Invariants I-09, I-10."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    crowd = gather(CROWD)
    for number, slot in enumerate(publish((alice, hour(number)) for number in range(rounds))):
        call, end = transact(booking(bob, slot)), hour(number) + LENGTH
        ending = {"actor": acting(alice), "call_id": call, "now": end}
        outcomes_of_it = crowd.rush([
            *([partial(outcomes.record, **ending, outcome=CallStatus.COMPLETED)] * 2),
            *([partial(outcomes.record, **ending, outcome=CallStatus.NO_SHOW)] * 2),
            *([partial(feedback.record, **ending, satisfaction=4)] * 2),
            partial(cancelling.cancel, **ending, reason="ill", policy=POLICY),
            partial(cancelling.cancel, actor=acting(bob), call_id=call, policy=POLICY, now=end),
        ])  # fmt: skip
        told = [outcome.code for outcome in outcomes_of_it]
        assert told[:2] == [DONE] * 2 or "feedback_exists" not in told[:2]
        assert set(told[2:4]) <= {DONE, "feedback_exists"}
        assert told[4:6] in ([DONE] * 2, ["missed_call"] * 2, [DONE, "missed_call"], ["missed_call", DONE])
        assert told[6:] == ["call_ended"] * 2
        logged = count("feedback WHERE call_id = :call", call=call)
        assert count("calls WHERE id = :call AND status = 'completed'", call=call) >= logged == (DONE in told[4:6])
    check_invariants()


def test_two_workers_remind_of_what_is_booked_meanwhile_once(gather, rounds):
    """Invariant I-14, case C5."""
    alice, bob, others = factories.coach("alice"), factories.person("bob"), students(CROWD - 2)
    crowd = gather(CROWD)
    for number in range(rounds):
        soon, later = publish([(alice, hour(3 * number)), (alice, hour(3 * number + 14))])
        call, now = transact(booking(bob, soon)), hour(3 * number) - DAY
        planning = partial(reminders.plan, policy=POLICY, now=now)
        bookings = [partial(booking(student, later), now=now) for student in others]
        assert tally(crowd.rush([planning, planning, *bookings])) == {DONE: 3, "slot_taken": CROWD - 3}
        assert count("outbox_messages WHERE dedup_key LIKE :key", key=f"reminder/24h/{call}/%") == 2
    check_invariants()


def test_an_account_that_is_closed_meanwhile_keeps_no_call_that_nobody_is_told_of(gather, rounds):
    """Fault F-59."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    crowd = gather(CROWD)
    closing = partial(accounts.deactivate, actor=ADMIN, email="bob@example.org", now=NOW)
    for number in range(rounds):
        slots = publish((alice, hour(7 * number + place)) for place in range(CROWD - 1))
        told, *booked = crowd.rush([closing, *(booking(bob, slot) for slot in slots)])
        assert tally([told, *booked]).keys() <= {DONE, "account_deactivated"}
        made = {outcome.result for outcome in booked if outcome.code == DONE}
        assert made == set(told.result)
        for call in made:
            transact(partial(cancelling.cancel, actor=ADMIN, call_id=call, reason="closed", policy=POLICY, now=NOW))
        transact(partial(accounts.reactivate, actor=ADMIN, email="bob@example.org", now=NOW))
    check_invariants()
