"""`flask slots`."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.cli.slots import RULES
from app.domain.policy import Policy
from app.services import bookability
from app.services.bookability import Booking
from tests import factories
from tests.conftest import NOW

ALICE, BOB, DORA = "alice@example.org", "bob@example.org", "dora@example.org"
CREATE = ("slots", "create", "--coach")
AUTUMN = datetime(2027, 10, 25, 9, 0, tzinfo=ZoneInfo("UTC"))


@pytest.mark.usefixtures("app")
def test_a_wall_clock_time_is_read_in_the_coachs_zone_and_an_instant_as_it_is(flask, told):
    factories.coach("dora")
    assert told(*CREATE, DORA, "--starts-at", "2027-03-03T14:00")["starts_at"] == "2027-03-03T13:00:00Z"
    assert told(*CREATE, DORA, "--starts-at", "2027-03-04T14:00Z")["starts_at"] == "2027-03-04T14:00:00Z"
    assert told(*CREATE, DORA, "--starts-at", "2027-03-05 14:00-05:00")["ends_at"] == "2027-03-05T21:00:00Z"
    assert "(Europe/Madrid), Dora Diaz" in flask(*CREATE, DORA, "--starts-at", "2027-03-08T14:00").stdout
    flask("doctor")


@pytest.mark.usefixtures("app")
def test_a_time_that_comes_twice_takes_the_first_and_says_so(flask, at_now):
    """Case B10."""
    factories.coach("dora")
    at_now.move_to(AUTUMN)
    published = flask(*CREATE, DORA, "--starts-at", "2027-10-31T02:30")
    assert "comes twice" in published.stderr
    assert "2:30" in published.stdout
    twice = flask(*CREATE, DORA, "--starts-at", "2027-10-31T03:30Z")
    assert "comes twice" not in twice.stderr


@pytest.mark.usefixtures("app")
def test_the_second_of_two_same_times_is_named_by_its_instant(flask, told, at_now):
    """Case B10."""
    factories.coach("dora")
    at_now.move_to(AUTUMN)
    assert told(*CREATE, DORA, "--starts-at", "2027-10-31T02:30")["starts_at"] == "2027-10-31T00:30:00Z"
    flask(*CREATE, DORA, "--starts-at", "2027-10-31T02:30+01:00", exit_code=4)
    flask("slots", "withdraw", 1)
    assert told(*CREATE, DORA, "--starts-at", "2027-10-31T02:30+01:00")["starts_at"] == "2027-10-31T01:30:00Z"
    flask("doctor")


@pytest.mark.usefixtures("app")
def test_a_time_that_the_clock_skips_is_refused_with_those_beside_it(flask):
    """Case B10."""
    factories.coach("dora")
    refused = flask(*CREATE, DORA, "--starts-at", "2027-03-28T02:30", exit_code=2)
    assert "There is no such time on that day" in refused.stderr


@pytest.fixture
def week(app):
    """Slot 1 of Alice is booked by Bob, 2 is open, 3 withdrawn; slot 4 is Dora's, at midnight in Madrid."""
    alice, bob, dora = factories.coach("alice"), factories.person("bob"), factories.coach("dora")
    for day in (1, 2, 3):
        factories.slot(alice, NOW + timedelta(days=day))
    factories.slot(dora, datetime(2027, 3, 5, 0, 0, tzinfo=ZoneInfo("Europe/Madrid")))
    factories.call(1, bob)


@pytest.mark.usefixtures("week")
def test_slots_are_listed_by_coach_student_status_and_day(flask, told):
    flask("slots", "withdraw", 3, "--reason", "holiday")

    def listed(*arguments: str) -> list[int]:
        return [slot["id"] for slot in told("slots", "list", *arguments)]

    assert listed() == [1, 2, 3, 4]
    assert listed("--coach", ALICE) == [1, 2, 3]
    assert listed("--student", BOB) == [1]
    assert [listed("--status", status) for status in ("open", "booked", "withdrawn", "past")] == [[2, 4], [1], [3], []]
    assert listed("--from", "2027-03-03", "--to", "2027-03-03") == [2]
    assert listed("--from", "2027-03-04", "--to", "2027-03-04") == [3, 4]  # in UTC, the programme's zone
    assert listed("--limit", "2") == [1, 2]
    assert told("slots", "list")[0]["student"]["email"] == BOB


@pytest.mark.usefixtures("week")
def test_past_slots_are_listed_when_asked_for(told, at_now):
    at_now.move_to(NOW + timedelta(days=2))
    assert [slot["id"] for slot in told("slots", "list")] == [2, 3, 4]
    assert [slot["id"] for slot in told("slots", "list", "--status", "past")] == [1, 2]
    assert [slot["id"] for slot in told("slots", "list", "--from", "2027-03-01")] == [1, 2, 3, 4]


@pytest.mark.usefixtures("week")
def test_a_table_names_its_zone_and_shows_who_booked(flask):
    lines = flask("slots", "list").stdout.splitlines()
    assert lines[0] == "Times in UTC"
    assert lines[2].split() == ["1", "2027-03-02", "09:00–11:00", "Alice", "Archer", "booked", "1", "Bob", "Baker"]


@pytest.mark.usefixtures("week")
def test_a_slot_is_withdrawn_once(flask, told):
    flask("slots", "withdraw", 2)
    assert told("slots", "list", "--status", "withdrawn")[0]["id"] == 2
    flask("slots", "withdraw", 2, exit_code=4)


@pytest.mark.usefixtures("week")
def test_a_booked_slot_is_not_withdrawn_and_the_call_to_end_first_is_named(flask):
    """Case A13."""
    refused = flask("slots", "withdraw", 1, exit_code=4).stderr
    assert "Cancel call 1 with flask calls cancel" in refused


@pytest.mark.usefixtures("week")
def test_why_tells_each_rule_that_a_booking_passes_or_fails(flask, told):
    """Case A8."""
    failing = {rule["code"] for rule in told("slots", "why", 1, "--student", ALICE) if not rule["passes"]}
    assert failing == {"own_slot", "slot_taken", "coach_busy", "student_busy"}
    explained = flask("slots", "why", 2, "--student", BOB)
    assert "FAILS" not in explained.stdout
    assert "bob@example.org can book slot 2." in explained.stderr
    explained = flask("slots", "why", 1, "--student", BOB)
    assert "FAILS   slot_taken" in explained.stdout
    assert "bob@example.org cannot book slot 1." in explained.stderr


def test_why_says_the_reason_as_the_refusal_does(flask, week, app, monkeypatch):
    limited = app.config["COACHBOOK"].model_copy(update={"max_open_calls": 1})
    monkeypatch.setitem(app.config, "COACHBOOK", limited)
    explained = flask("slots", "why", 2, "--student", BOB)
    assert "FAILS   over_limit" in explained.stdout
    told = (
        "A student may have 1 call ahead at a time. Cancel the one that can still be cancelled, or book again from "
        "Tue, Mar 2, 9:00\u202fAM on."
    )
    assert told in explained.stderr
    assert told in flask("calls", "book", "--slot", 2, "--student", BOB, exit_code=4).stderr


@pytest.mark.usefixtures("app")
def test_every_rule_of_a_booking_has_its_words():
    policy = Policy(max_open_calls=1, fair_release=timedelta(hours=1), no_shows_limit=2)
    asked = bookability.rules(Booking(1, policy, NOW))
    assert {rule.error.code for rule in asked} == set(RULES)


SERIES = ("slots", "series", "--weekdays", "sun,mon", "--time", "2:30", "--from", "2027-03-21", "--until", "2027-03-29")


@pytest.mark.usefixtures("app")
def test_a_series_is_told_date_by_date_and_published_once(flask, told):
    """Cases A11, A12, B1, B10."""
    dora = factories.coach("dora")
    factories.slot(dora, datetime(2027, 3, 22, 3, 0, tzinfo=ZoneInfo("Europe/Madrid")))
    tried = told(*SERIES, "--coach", DORA, "--dry-run")
    assert (tried["published"], tried["slot_ids"], tried["timezone"]) == (2, [], "Europe/Madrid")
    assert [(entry["starts_at"], entry["verdict"]) for entry in tried["dates"]] == [
        ("2027-03-21T01:30:00Z", "publish"),
        ("2027-03-22T01:30:00Z", "overlap"),
        (None, "no_such_time"),
        ("2027-03-29T00:30:00Z", "publish"),
    ]
    assert len(told("slots", "list")) == 1

    published = told(*SERIES, "--coach", DORA)
    assert published["dates"] == tried["dates"]
    assert len(published["slot_ids"]) == 2
    again = flask(*SERIES, "--coach", DORA)
    assert "0 of 4 dates published." in again.stderr
    assert len(told("slots", "list")) == 3
    flask("doctor")


@pytest.mark.usefixtures("app")
def test_a_series_says_what_would_happen_on_a_dry_run_and_what_did(flask):
    factories.coach("dora")
    tried = flask(*SERIES, "--coach", DORA, "--dry-run", "--place", "Room 4").stdout.splitlines()
    assert tried[0] == "Times in Europe/Madrid"
    assert tried[2].split(maxsplit=3) == ["Sunday", "2027-03-21", "02:30", "would be published"]
    assert "no such time" in tried[4]
    assert "would be" not in flask(*SERIES, "--coach", DORA).stdout
