"""Reminders: when they are written, and what keeps them from being sent."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from app.db import db, transact
from app.domain.calls import CallStatus
from app.domain.policy import Policy
from app.models import OutboxMessage
from app.services import cancelling, feedback, moving, notices, outbox, outcomes, reminders
from tests import factories
from tests.conftest import NOW
from tests.factories import USUAL, acting

pytestmark = pytest.mark.usefixtures("app")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
START = NOW + 2 * DAY
THREE = Policy(reminders=(DAY, 3 * HOUR, HOUR))


@pytest.fixture
def world(app):
    """Alice's slot, booked by Bob, and another of hers a day later."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice, START)
    return alice, bob, factories.call(slot, bob), slot, factories.slot(alice, START + DAY)


def plan(now, policy=USUAL):
    """Write what is due, and return the keys of all reminders and digests there are."""
    transact(lambda: reminders.plan(policy=policy, now=now))
    kinds = OutboxMessage.kind.in_(("reminder", "feedback_due"))
    found = db.session.scalars(select(OutboxMessage.dedup_key).where(kinds).order_by(OutboxMessage.id)).all()
    db.session.rollback()
    return found


def why_skip(key, now, policy=USUAL):
    number = db.session.scalar(select(OutboxMessage.id).where(OutboxMessage.dedup_key == key))
    reason = notices.why_skip(outbox.get(number), policy=policy, now=now)
    db.session.rollback()
    return reason


def cancel(actor, call, now):
    transact(lambda: cancelling.cancel(actor=actor, call_id=call, reason="ill", policy=USUAL, now=now))


def test_nothing_comes_before_its_time(world):
    """Case C3."""
    alice, bob, call, slot, _other = world
    assert plan(NOW) == plan(START - DAY - MINUTE) == []
    both = [f"reminder/24h/{call}/{slot}/{alice}", f"reminder/24h/{call}/{slot}/{bob}"]
    assert plan(START - DAY) == both
    assert plan(START - HOUR - MINUTE) == both
    assert plan(START - HOUR)[2:] == [key.replace("24h", "1h") for key in both]
    assert [why_skip(key, START - DAY) for key in both] == ["", ""]


def test_each_reminder_is_written_once_however_often_it_is_asked_for(world):
    """Case C5, invariant I-14."""
    for minute in range(5):
        found = plan(START - DAY + minute * MINUTE)
    assert len(found) == 2


@pytest.mark.parametrize("left", [DAY, DAY - MINUTE, 2 * HOUR, 70 * MINUTE])
def test_whom_the_booking_has_told_less_than_a_day_ahead_is_reminded_in_the_last_hour_alone(world, left):
    alice, bob, *_, other = world
    begins = START + DAY
    call = factories.call(other, bob, now=begins - left, policy=Policy(booking_notice=MINUTE))
    found = [key for key in plan(begins - HOUR) if f"/{call}/{other}/" in key]
    assert found == [f"reminder/1h/{call}/{other}/{alice}", f"reminder/1h/{call}/{other}/{bob}"]


def test_a_moved_call_is_reminded_at_its_new_time_only(world):
    """Case C2."""
    alice, bob, call, _slot, other = world
    old = plan(START - DAY)
    transact(lambda: moving.move(
        actor=acting(alice), call_id=call, slot_id=other, reason="x", policy=USUAL, now=START - DAY + MINUTE
    ))  # fmt: skip
    assert [why_skip(key, START - DAY + 2 * MINUTE) for key in old] == ["the call was moved"] * 2
    assert plan(START - MINUTE) == old
    assert plan(START)[2:] == [f"reminder/24h/{call}/{other}/{person}" for person in (alice, bob)]
    assert {key.split("/")[3] for key in plan(START + DAY - HOUR)[2:]} == {str(other)}


def test_a_call_moved_further_away_is_reminded_anew(world):
    """Case F7."""
    alice, bob, call, _slot, _other = world
    plan(START - DAY)
    later = factories.slot(alice, START + 5 * DAY)
    transact(lambda: moving.move(
        actor=acting(bob), call_id=call, slot_id=later, policy=USUAL, now=START - DAY + MINUTE
    ))  # fmt: skip
    assert [key.split("/")[:4] for key in plan(START + 4 * DAY)[2:]] == [["reminder", "24h", str(call), str(later)]] * 2


def test_nobody_is_reminded_of_a_cancelled_call(world):
    """Case C1."""
    _alice, bob, call, _slot, _other = world
    written = plan(START - DAY)
    cancel(acting(bob), call, START - DAY + MINUTE)
    assert [why_skip(key, START - DAY + MINUTE) for key in written] == ["the call was cancelled"] * 2
    assert plan(START - HOUR) == written


def test_after_a_pause_each_is_reminded_once_of_what_is_still_ahead(world):
    """Case C4."""
    keys = plan(START - 30 * MINUTE, THREE)
    assert [key.split("/")[1] for key in keys] == ["24h", "24h", "3h", "3h", "1h", "1h"]
    late = [why_skip(key, START - 30 * MINUTE, THREE) for key in keys]
    assert late == ["a later reminder goes instead"] * 4 + ["", ""]


@pytest.mark.parametrize("after", [timedelta(0), HOUR, 5 * HOUR])
def test_nobody_is_reminded_once_the_call_has_begun(world, after):
    """Case C4, invariant I-14."""
    keys = [key for key in plan(START + after) if key.startswith("reminder")]
    assert len(keys) == 4
    assert {why_skip(key, START + after) for key in keys} == {"the call has begun"}


def test_what_is_long_past_is_not_even_written(world):
    assert [key for key in plan(START + 2 * DAY) if key.startswith("reminder")] == []


@pytest.mark.parametrize(("kind", "reason"), [("booked", "the call was cancelled"), ("cancelled", "")])
def test_a_mail_that_waits_is_looked_at_anew(world, kind, reason):
    """Case C1."""
    _alice, bob, call, _slot, _other = world
    assert why_skip(f"booked/{call}/{bob}", NOW) == ""
    cancel(acting(bob), call, NOW + MINUTE)
    assert why_skip(f"{kind}/{call}/{bob}", NOW + 2 * MINUTE) == reason


def test_an_undone_cancellation_is_told_to_nobody_and_the_booking_is(world):
    _alice, bob, call, _slot, _other = world
    cancel(acting(bob), call, NOW + MINUTE)
    transact(lambda: cancelling.restore(actor=acting(bob), call_id=call, policy=USUAL, now=NOW + 2 * MINUTE))
    assert why_skip(f"cancelled/{call}/{bob}", NOW + 3 * MINUTE) == "the cancellation was undone"
    assert why_skip(f"booked/{call}/{bob}", NOW + 3 * MINUTE) == ""
    assert why_skip(f"booked/{call}/{bob}", START + DAY) == "the call has ended"


def test_a_coach_is_asked_for_scores_once_a_morning_as_long_as_one_waits(world):
    alice, _bob, call, _slot, _other = world
    ended = START + 2 * HOUR
    assert ended == datetime(2027, 3, 3, 11, tzinfo=UTC)
    asked = [f"feedback/2027-03-03/{alice}"]
    assert digests(ended - MINUTE) == []
    assert digests(ended) == asked
    assert digests(ended + 8 * HOUR) == asked
    assert digests(ended + 20 * HOUR) == asked
    assert digests(ended + 21 * HOUR) == [*asked, f"feedback/2027-03-04/{alice}"]
    assert why_skip(asked[0], ended) == ""
    transact(lambda: feedback.record(actor=acting(alice), call_id=call, satisfaction=4, now=ended + 22 * HOUR))
    assert why_skip(asked[0], ended + 22 * HOUR) == "nothing waits any more"
    assert len(digests(ended + 3 * DAY)) == 2


def digests(now):
    return [key for key in plan(now) if key.startswith("feedback")]


def test_nobody_is_asked_for_ever(world):
    assert len(digests(START + 6 * DAY)) == 1
    assert len(digests(START + 9 * DAY)) == 1


def test_nobody_is_asked_about_a_call_that_did_not_take_place(world):
    alice, _bob, call, _slot, _other = world
    transact(lambda: outcomes.record(
        actor=acting(alice), call_id=call, outcome=CallStatus.NO_SHOW, now=START + 3 * HOUR
    ))  # fmt: skip
    assert digests(START + 4 * HOUR) == []


def test_planning_asks_little_when_nothing_is_due(world, count_queries):
    with count_queries() as sent:
        plan(NOW)
    assert len([statement for statement in sent if not statement.startswith("BEGIN")]) <= 4


def test_the_search_for_reminders_reads_no_old_call(world):
    if db.engine.dialect.name == "sqlite":
        told = db.session.execute(text(
            "EXPLAIN QUERY PLAN SELECT id FROM calls WHERE status = 'confirmed' AND starts_at > 1 AND starts_at <= 2"
        )).all()  # fmt: skip
        assert "ix_calls_start" in str(told)
