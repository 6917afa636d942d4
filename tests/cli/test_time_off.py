"""`flask time-off` and `flask rules`."""

import json
from datetime import timedelta

import pytest

from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app", "at_now")
DAY = timedelta(days=1)
OFF = ("time-off", "add", "--coach", "alice@example.org", "--from", "2027-03-03", "--until", "2027-03-03")


def test_time_off_is_foreseen_taken_listed_and_removed(flask):
    alice, bob = factories.coach("alice"), factories.person("bob")
    call = factories.call(factories.slot(alice, NOW + 2 * DAY), bob)
    factories.slot(alice, NOW + 2 * DAY + timedelta(hours=3))
    factories.slot(alice, NOW + 3 * DAY)
    assert "Say with --calls" in flask(*OFF, exit_code=4).stderr
    flask(*OFF, "--calls", "offer", exit_code=2)
    ill = (*OFF, "--calls", "offer", "--reason", "ill")
    assert "Would be: 1 slots hidden, 0 calls kept, 1 cancelled, 1 other times held." in flask(*ill, "--dry-run").stdout
    assert "No time off" in flask("time-off", "list", "--coach", "alice@example.org").stdout
    told = json.loads(flask(*OFF, "--calls", "keep", "--from-time", "08:00", "--json").stdout)
    number = told.pop("id")
    assert told == {"dry_run": False, "hidden": 1, "kept": 1, "cancelled": 0, "held": 0}
    (listed,) = json.loads(flask("time-off", "list", "--coach", "alice@example.org", "--json").stdout)
    assert (listed["calls"], listed["starts_at"]) == ([call], "2027-03-03T08:00:00Z")
    late = ("slots", "create", "--coach", "alice@example.org", "--starts-at", "2027-03-03T20:00")
    assert "The coach is off at that time" in flask(*late, exit_code=4).stderr
    assert flask("time-off", "remove", number, "--dry-run").stdout.startswith("Would remove")
    flask("time-off", "remove", number)
    assert f"There is no time off {number}." in flask("time-off", "remove", number, exit_code=3).stderr


def test_rules_are_listed_and_what_they_have_to_open_is_opened(flask, at_now):
    assert "No rules" in flask("rules", "list").stdout
    factories.weekly_rule(factories.coach("alice"))
    at_now.move_to(NOW + 14 * DAY)
    (listed,) = json.loads(flask("rules", "list", "--coach", "alice@example.org", "--json").stdout)
    assert (listed["times"], listed["weekdays"], listed["open"]) == (["20:00"], [6], 1)
    assert flask("rules", "run", "--dry-run").stdout == "2 slots would be opened.\n"
    assert json.loads(flask("rules", "run", "--json").stdout) == {"opened": 2, "dry_run": False}
    assert flask("rules", "run").stdout == "0 slots opened.\n"
