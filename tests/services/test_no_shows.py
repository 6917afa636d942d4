"""What follows missed calls: never anything without notice, and nothing of a call that is contradicted."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain import errors
from app.domain.attendance import Claim, Finding
from app.domain.calls import CallStatus
from app.domain.no_shows import MissedCall, next_consequence
from app.domain.policy import Policy
from app.jobs import upkeep
from app.services import attendance, bookability, no_shows, outbox, outcomes, slot_views
from app.services.bookability import Booking
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, acting

pytestmark = pytest.mark.usefixtures("app")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STRICT = Policy(no_shows_limit=2, no_shows_period=30 * DAY, booking_pause=7 * DAY)


@pytest.mark.parametrize(
    ("starts", "warned_at", "followed", "what"),
    [
        ((1,), None, (), None),
        ((2, 1), None, (), "warning"),
        ((3, 2, 1), None, (), "warning"),
        ((2, 1), 3, (), None),
        ((4, 2, 1), 3, (), "pause"),
        ((4, 2, 1), 3, (4,), None),
        ((4, 1), None, (4,), None),
    ],
)
def test_a_warning_comes_first_and_only_a_call_after_it_pauses(starts, warned_at, followed, what):
    missed = [MissedCall(start, NOW + start * DAY) for start in starts]
    told = warned_at and NOW + warned_at * DAY
    assert next_consequence(missed, limit=2, warned_at=told, followed=followed) == what


@pytest.fixture
def people(app):
    return factories.coach("alice"), factories.person("bob")


class Missing:
    """Bob books Alice's slots on given days, and misses them."""

    def __init__(self, alice, bob):
        self.alice, self.bob = alice, bob

    def on(self, *days):
        for day in days:
            start = NOW + day * DAY
            call = factories.call(factories.slot(self.alice, start), self.bob)
            self.say(call, CallStatus.NO_SHOW, start + 3 * HOUR)
        return call

    def say(self, call, outcome, now):
        transact(lambda: outcomes.record(actor=acting(self.alice), call_id=call, outcome=outcome, now=now))

    def weigh(self, day):
        now = NOW + day * DAY
        due = no_shows.list_due(policy=STRICT, now=now)
        return [transact(lambda who=who: no_shows.weigh(who, actor=ADMIN, policy=STRICT, now=now)) for who in due]

    def contradict(self, call, day):
        said = {"actor": acting(self.bob), "call_id": call, "claim": Claim.CAME, "now": NOW + day * DAY}
        transact(lambda: attendance.say(**said))

    def settle(self, call, finding, day):
        said = {"actor": ADMIN, "call_id": call, "finding": finding, "reason": "asked", "now": NOW + day * DAY}
        transact(lambda: attendance.settle(**said))

    def is_paused(self, day):
        """Return whether Bob cannot book; list, explanation and booking agree (case A8)."""
        now, slot = NOW + day * DAY, factories.slot(self.alice, NOW + (day + 2.5) * DAY)
        asked = Booking(self.bob, STRICT, now)
        error = bookability.refusal(slot, asked)
        listed = slot in [one.id for one in slot_views.list_open(asked).items]
        assert listed == (error is None) == all(passes for _, passes in bookability.explain(slot, asked))
        return error is not None and error.code == "booking_paused"


@pytest.fixture
def missing(people):
    return Missing(*people)


def test_whoever_misses_calls_is_warned_and_after_the_next_one_books_nothing_for_a_while(missing):
    missing.on(1)
    assert missing.weigh(2) == []
    missing.on(2)
    assert missing.weigh(2 + 1 / 12) == []
    assert missing.weigh(3) == ["warning"]
    assert missing.weigh(3) == [None]
    assert not missing.is_paused(3)
    missing.on(5)
    assert missing.weigh(6) == ["pause"]
    assert missing.weigh(6) == [None]
    assert missing.is_paused(7)
    assert not missing.is_paused(14)
    assert sorted(one.kind for one in outbox.list_latest(limit=99) if "call_" not in one.kind) == [
        "booking_paused", "no_shows_warned",
    ]  # fmt: skip


def test_what_is_contradicted_does_not_count_until_it_is_settled(missing):
    missing.on(1)
    second = missing.on(2)
    missing.contradict(second, 3)
    assert missing.weigh(3) == []
    missing.settle(second, Finding.NO_SHOW, 4)
    assert missing.weigh(5) == ["warning"]
    third = missing.on(6)
    assert missing.weigh(7) == ["pause"]
    missing.contradict(third, 7)
    assert not missing.is_paused(8)
    missing.settle(third, Finding.COACH_MISSED, 8)
    assert not missing.is_paused(9)


def test_a_coach_who_corrects_the_outcome_ends_what_followed(missing):
    missing.on(1, 2)
    missing.weigh(3)
    third = missing.on(5)
    missing.weigh(6)
    missing.say(third, CallStatus.COMPLETED, NOW + 7 * DAY)
    assert not missing.is_paused(7)


def test_calls_of_long_ago_do_not_count(missing):
    missing.on(1, 2)
    assert missing.weigh(31.5) == []


def test_a_pause_keeps_nobody_from_moving_a_call_and_is_lifted_with_a_reason(missing):
    missing.on(1, 2)
    missing.weigh(3)
    ahead = factories.call(factories.slot(missing.alice, NOW + 9 * DAY), missing.bob)
    missing.on(5)
    missing.weigh(6)
    other, now = factories.slot(missing.alice, NOW + 10 * DAY), NOW + 7 * DAY
    assert bookability.refusal(other, Booking(missing.bob, STRICT, now, moving_call_id=ahead)) is None
    assert bookability.refusal(other, Booking(missing.bob, Policy(), now)) is None
    with pytest.raises(errors.ReasonRequired):
        transact(lambda: no_shows.lift(actor=ADMIN, student_id=missing.bob, reason="", now=now))
    transact(lambda: no_shows.lift(actor=ADMIN, student_id=missing.bob, reason="ill", now=now))
    assert not missing.is_paused(7)
    assert missing.weigh(8) == [None]
    with pytest.raises(errors.NotFound):
        transact(lambda: no_shows.lift(actor=ADMIN, student_id=missing.bob, reason="ill", now=now))


def test_nothing_follows_where_the_programme_has_set_no_limit(missing):
    missing.on(1, 2, 3)
    assert no_shows.list_due(policy=Policy(), now=NOW + 4 * DAY) == []


def test_the_worker_sees_to_it(missing, app, at_now, monkeypatch):
    missing.on(1, 2)
    config = app.config["COACHBOOK"].model_copy(update={"no_shows_limit": 2})
    monkeypatch.setitem(app.config, "COACHBOOK", config)
    at_now.move_to(NOW + 3 * DAY)
    upkeep.weigh_no_shows()
    upkeep.weigh_no_shows()
    assert [one.kind for one in outbox.list_latest(limit=99)].count("no_shows_warned") == 1
