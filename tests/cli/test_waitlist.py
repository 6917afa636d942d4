"""`flask waitlist`."""

import json
from datetime import date, timedelta

import pytest

from app.db import transact
from app.domain.search import TimeOfDay
from app.domain.waitlist import Window
from app.services import subjects
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN

pytestmark = pytest.mark.usefixtures("app", "at_now")


def test_who_waits_is_listed_asked_and_removed(flask):
    assert "Nobody waits." in flask("waitlist", "list").stdout
    alice, bob, charlie = factories.coach("alice"), factories.person("bob"), factories.person("charlie")
    subject = transact(lambda: subjects.add(actor=ADMIN, name="Algebra", now=NOW))
    window = Window(frozenset({1, 3}), frozenset({TimeOfDay.EVENING}), date(2027, 6, 30))
    factories.wish(bob, alice)
    factories.wish(charlie, alice, now=NOW + timedelta(seconds=1))
    factories.wish(charlie, subject_id=subject, window=window, now=NOW + timedelta(seconds=2))
    first, second, third = json.loads(flask("waitlist", "list", "--json").stdout)
    assert (first["student"], first["coach"], first["place"], first["waiting"]) == (
        "bob@example.org", "alice@example.org", 1, 2,
    )  # fmt: skip
    assert (second["student"], second["place"]) == ("charlie@example.org", 2)
    assert (third["subject"], third["weekdays"], third["times"], third["until"]) == (
        "Algebra", [1, 3], ["evening"], "2027-06-30",
    )  # fmt: skip
    own = flask("waitlist", "list", "--student", "bob@example.org", "--coach", "alice@example.org").stdout
    assert "charlie" not in own
    factories.slot(alice, now=NOW)
    assert flask("waitlist", "offer", "--dry-run").stdout == "1 offer would be made, 0 ended.\n"
    assert json.loads(flask("waitlist", "offer", "--json").stdout) == {"made": 1, "ended": 0, "dry_run": False}
    assert flask("waitlist", "offer").stdout == "0 offers made, 0 ended.\n"
    flask("waitlist", "remove", str(first["id"]))
    assert "There is no wish 99." in flask("waitlist", "remove", "99", exit_code=3).stderr
