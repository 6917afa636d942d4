"""`flask calls disputes` and `settle`: who came, where the two say otherwise."""

from datetime import timedelta

from app.db import transact
from app.domain.attendance import Claim
from app.domain.calls import CallStatus
from app.services import attendance, outcomes
from tests import factories
from tests.conftest import NOW
from tests.factories import acting


def test_a_dispute_is_listed_until_it_is_settled(app, at_now, flask, told):
    alice, bob = factories.coach("alice"), factories.person("bob")
    factories.call(factories.slot(alice), bob)
    then = NOW + timedelta(days=3)
    at_now.move_to(then)
    transact(lambda: outcomes.record(actor=acting(alice), call_id=1, outcome=CallStatus.NO_SHOW, now=then))
    transact(lambda: attendance.say(actor=acting(bob), call_id=1, claim=Claim.CAME, now=then))
    (dispute,) = told("calls", "disputes")
    assert (dispute["call_id"], dispute["status"], dispute["claim"]) == (1, "no_show", "came")
    assert "Bob Baker" in flask("calls", "disputes").stdout
    flask("calls", "settle", 1, "--outcome", "late", "--reason", "why", exit_code=2)
    settled = flask("calls", "settle", 1, "--outcome", "completed", "--reason", "both wrote of it").stdout
    assert "Call 1 is settled as completed" in settled
    assert told("calls", "disputes") == []
    assert [one["settled_reason"] for one in told("calls", "disputes", "--settled")] == ["both wrote of it"]
    flask("calls", "settle", 1, "--outcome", "coach_missed", "--reason", "nobody was there")
    assert [one["finding"] for one in told("calls", "disputes", "--settled")] == ["coach_missed"]
    assert "both wrote of it" in flask("audit", "list", "--json").stdout
