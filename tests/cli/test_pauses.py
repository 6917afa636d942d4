"""`flask users pauses` and `resume`."""

from datetime import timedelta

from app.db import transact
from app.domain.calls import CallStatus
from app.domain.policy import Policy
from app.services import no_shows, outcomes
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, acting

DAY = timedelta(days=1)


def test_a_pause_is_listed_and_told_of_by_slots_why_until_it_is_lifted(app, at_now, flask, told, monkeypatch):
    alice, bob = factories.coach("alice"), factories.person("bob")
    policy = Policy(no_shows_limit=1)
    config = app.config["COACHBOOK"].model_copy(update={"no_shows_limit": 1})
    monkeypatch.setitem(app.config, "COACHBOOK", config)
    for day in (1, 3):
        call, then = factories.call(factories.slot(alice, NOW + day * DAY), bob), NOW + (day + 1) * DAY
        said = {"actor": acting(alice), "call_id": call, "outcome": CallStatus.NO_SHOW, "now": then}
        transact(lambda said=said: outcomes.record(**said))
        transact(lambda then=then: no_shows.weigh(bob, actor=ADMIN, policy=policy, now=then))
    free = factories.slot(alice, NOW + 9 * DAY)
    at_now.move_to(NOW + 5 * DAY)
    assert [pause["email"] for pause in told("users", "pauses")] == ["bob@example.org"]
    assert "Bob Baker" in flask("users", "pauses").stdout
    rules = {rule["code"]: rule["passes"] for rule in told("slots", "why", free, "--student", "bob@example.org")}
    assert rules["booking_paused"] is False
    refused = flask("calls", "book", "--slot", free, "--student", "bob@example.org", exit_code=4)
    assert "flask users resume" in refused.stderr
    flask("users", "resume", "bob@example.org", exit_code=2)
    assert "can book again" in flask("users", "resume", "bob@example.org", "--reason", "ill").stdout
    assert told("users", "pauses") == []
    flask("users", "resume", "bob@example.org", "--reason", "ill", exit_code=3)
    flask("calls", "book", "--slot", free, "--student", "bob@example.org")
