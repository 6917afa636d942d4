"""Rules opened by several workers while the coach publishes by hand, and slots held while others book them."""

from datetime import time, timedelta
from functools import partial

import pytest

from app.db import transact
from app.domain.holds import HoldReason
from app.domain.weekly_rules import WeeklyRule
from app.services import holds, rule_opening, weekly_rules
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, acting
from tests.invariants import check_invariants
from tests.races.crowd import DONE, tally
from tests.races.worlds import CROWD, FIRST, POLICY, booking, count, hour, publish, publishing, students

pytestmark = pytest.mark.timeout(600)
MINUTE = timedelta(minutes=1)


def rule_of(coach):
    """Write a rule a month before it has anything to open; return its number."""
    wednesdays = WeeklyRule(frozenset({FIRST.isoweekday()}), (time(9),), "UTC", NOW.date(), weeks_ahead=1)
    wanted = {"actor": acting(coach), "coach_id": coach, "rule": wednesdays, "policy": POLICY}
    done = transact(partial(weekly_rules.add, **wanted, now=NOW - timedelta(days=30)))
    assert done.opened == 0
    return done.number


@pytest.mark.usefixtures("race_app")
def test_a_rule_that_eight_workers_open_while_its_coach_publishes_by_hand_makes_one_slot(gather, rounds):
    """Case A11, invariant I-01."""
    crowd = gather(CROWD)
    for number in range(rounds):
        coach = factories.coach(f"coach{number}")
        opening = partial(rule_opening.open_slots, actor=ADMIN, rule_id=rule_of(coach), policy=POLICY, now=NOW)
        by_hand = [publishing(coach, FIRST + minutes * 10 * MINUTE) for minutes in range(CROWD // 2)]
        outcomes = crowd.rush([opening] * (CROWD // 2) + by_hand)
        codes = tally(outcomes)
        assert codes.keys() <= {DONE, "slot_overlap"}
        opened = sum(len(outcome.result) for outcome in outcomes[: CROWD // 2])
        published = sum(outcome.code == DONE for outcome in outcomes[CROWD // 2 :])
        assert opened + published == 1
        assert count("slots WHERE coach_id = :coach", coach=coach) == 1
    check_invariants()


@pytest.mark.usefixtures("race_app")
def test_a_slot_is_held_for_one_or_booked_by_another_and_never_both(gather, rounds):
    alice, bob, others = factories.coach("alice"), factories.person("bob"), students(CROWD // 2)
    crowd = gather(CROWD)
    for slot in publish((alice, hour(number)) for number in range(rounds)):
        holding = partial(
            holds.hold, actor=ADMIN, slot_id=slot, student_id=bob, reason=HoldReason.ALTERNATIVE,
            until=NOW + timedelta(hours=12), now=NOW,
        )  # fmt: skip
        outcomes = crowd.rush([holding] * (CROWD // 2) + [booking(student, slot) for student in others])
        assert tally(outcomes).keys() <= {DONE, "slot_held", "slot_taken"}
        held = sum(outcome.result is not None for outcome in outcomes[: CROWD // 2])
        booked = sum(outcome.code == DONE for outcome in outcomes[CROWD // 2 :])
        assert held + booked >= 1
        assert count("holds WHERE slot_id = :slot", slot=slot) + count("calls WHERE slot_id = :slot", slot=slot) == 1
    check_invariants()
