"""`flask calls`, `flask feedback` and `flask audit`."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest

from app import create_app
from app.db import db
from config import Config
from tests import factories
from tests.conftest import NOW

ALICE, BOB, CHARLIE = "alice@example.org", "bob@example.org", "charlie@example.org"
DAY = timedelta(days=1)


@pytest.fixture
def world(app):
    """Slots 1, 2 and 3 of Alice on the next three days; Bob holds slot 1 by call 1."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    factories.person("charlie")
    for day in (1, 2, 3):
        factories.slot(alice, NOW + day * DAY)
    factories.call(1, bob, note="Integrals, please")


def statuses(told, *arguments):
    return {slot["id"]: slot["status"] for slot in told("slots", "list", "--from", "2027-03-01", *arguments)}


@pytest.mark.usefixtures("world")
def test_a_slot_is_booked_for_a_student(flask, told):
    call = told("calls", "book", "--slot", 2, "--student", "BOB@Example.org", "--note", "Sums")
    assert (call["status"], call["note"], call["student"]["email"]) == ("confirmed", "Sums", BOB)
    assert call["starts_at"] == "2027-03-03T09:00:00Z"
    assert call["booked_at"].startswith("2027-03-01T09:00:00")
    assert "Call 3 booked: " in flask("calls", "book", "--slot", 3, "--student", BOB).stdout


@pytest.mark.usefixtures("world")
def test_an_administrator_passes_the_same_rules_as_a_student(flask):
    """Case A5."""
    refused = flask("calls", "book", "--slot", 1, "--student", CHARLIE, exit_code=4)
    assert "This slot is booked" in refused.stderr
    flask("calls", "book", "--slot", 2, "--student", ALICE, exit_code=5)


@pytest.mark.usefixtures("world")
def test_a_request_is_confirmed_or_declined(flask, told):
    """Case A3."""
    flask("coaches", "edit", ALICE, "--approves")
    assert "asked for; its coach confirms" in flask("calls", "book", "--slot", 2, "--student", CHARLIE).stdout
    assert "Would confirm call 2" in flask("calls", "confirm", 2, "--dry-run").stdout
    assert told("calls", "confirm", 2)["status"] == "confirmed"
    assert told("calls", "book", "--slot", 3, "--student", CHARLIE)["status"] == "pending"
    declined = told("calls", "decline", 3, "--reason", "on leave", "--withdraw")
    assert (declined["status"], declined["cancel_reason"]) == ("cancelled", "on leave")
    assert statuses(told)[3] == "withdrawn"
    assert "already cancelled" in flask("calls", "confirm", 3, exit_code=4).stderr


@pytest.mark.usefixtures("world")
def test_calls_are_listed_by_person_status_and_day(told, at_now):
    told("calls", "book", "--slot", 2, "--student", CHARLIE)
    told("calls", "cancel", 2, "--reason", "ill")

    def listed(*arguments: str) -> list[int]:
        return [call["id"] for call in told("calls", "list", *arguments)]

    assert listed() == [1, 2]
    assert listed("--coach", ALICE, "--student", CHARLIE) == [2]
    assert listed("--status", "confirmed") == [1]
    assert listed("--from", "2027-03-03", "--to", "2027-03-03") == [2]
    at_now.move_to(NOW + 2 * DAY)
    assert listed() == [2]
    assert listed("--to", "2027-03-31") == [1, 2]


@pytest.mark.usefixtures("world")
def test_a_call_is_shown_with_masked_phones(flask, told):
    """Case E1."""
    reference = told("calls", "show", 1)["reference"]
    assert told("calls", "show", reference.lower())["id"] == 1
    assert "S-2F7K" in flask("calls", "show", "S-U", exit_code=2).stderr
    shown = flask("calls", "show", 1).stdout
    assert "Integrals, please" in shown
    assert "+44 … 01" in shown
    assert "2125550102" not in shown
    assert told("calls", "show", 1, "--show-phone")["student"]["phone"] == "+12125550102"
    assert [entry["object"] for entry in told("audit", "list", "--limit", 2)] == ["user:2", "user:1"]


@pytest.mark.usefixtures("world")
def test_a_cancelled_call_takes_its_slot_along_unless_it_is_to_open_again(flask, told):
    """Case F1."""
    assert "Slot 1 is withdrawn." in flask("calls", "cancel", 1, "--reason", "coach ill").stdout
    told("calls", "book", "--slot", 2, "--student", BOB)
    assert "Slot 2 is open again." in flask("calls", "cancel", 2, "--reason", "coach ill", "--reopen").stdout
    assert statuses(told) == {1: "withdrawn", 2: "open", 3: "open"}
    cancelled = told("calls", "show", 1)
    assert (cancelled["cancelled_by"], cancelled["cancel_reason"]) == ("admin", "coach ill")
    flask("calls", "cancel", 1, "--reason", "again", exit_code=4)


@pytest.mark.usefixtures("world")
def test_a_released_slot_is_open_again_and_the_audit_says_who_and_why(flask, told):
    """Case D5."""
    released = told("calls", "release", 1, "--reason", "booked by mistake")
    assert released["status"] == "cancelled"
    assert statuses(told)[1] == "open"
    (entry, *_) = told("audit", "list", "--object", "call:1")
    assert (entry["action"], entry["channel"], entry["facts"]["reason"]) == (
        "call.cancelled",
        "cli",
        "booked by mistake",
    )


@pytest.mark.usefixtures("world")
def test_a_moved_call_keeps_its_number_and_note(flask, told):
    """Cases F5, F7."""
    flask("calls", "move", 1, "--to", 3, "--reason", "room closed")
    moved = told("calls", "show", 1)
    assert (moved["slot"]["id"], moved["note"], moved["move_reason"]) == (3, "Integrals, please", "room closed")
    assert moved["starts_at"] == "2027-03-04T09:00:00Z"
    assert statuses(told) == {1: "withdrawn", 2: "open", 3: "booked"}
    told("calls", "move", 1, "--to", 2, "--reason", "better", "--reopen")
    assert statuses(told) == {1: "withdrawn", 2: "booked", 3: "open"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("cancel", 1, "--reason", "ill"), "Would cancel call 1"),
        (("release", 1, "--reason", "ill"), "Slot 1 would be open again."),
        (("move", 1, "--to", 2, "--reason", "ill"), "Slot 1 would be withdrawn"),
    ],
)
@pytest.mark.usefixtures("world")
def test_a_dry_run_says_what_would_be_done_and_changes_nothing(flask, told, arguments, sentence):
    before = told("audit", "list"), told("calls", "list"), statuses(told)
    assert sentence in flask("calls", *arguments, "--dry-run").stdout
    assert told("calls", *arguments, "--dry-run")["dry_run"] is True
    assert (told("audit", "list"), told("calls", "list"), statuses(told)) == before


@pytest.mark.usefixtures("world")
def test_a_dry_run_is_refused_as_the_change_would_be(flask):
    flask("calls", "move", 1, "--to", 1, "--reason", "ill", "--dry-run", exit_code=4)


@pytest.mark.usefixtures("world")
def test_an_outcome_is_given_after_the_end_and_may_be_corrected(flask, told, at_now):
    """Case F9."""
    flask("calls", "outcome", 1, "completed", exit_code=4)
    at_now.move_to(NOW + 2 * DAY)
    assert told("calls", "outcome", 1, "no_show")["status"] == "no_show"
    flask("feedback", "record", 1, "--satisfaction", 3, exit_code=4)
    assert told("calls", "outcome", 1, "completed")["status"] == "completed"
    flask("doctor")


@pytest.mark.usefixtures("world")
def test_feedback_waits_is_recorded_and_is_changed(flask, told, at_now):
    """Cases H1, H4."""
    at_now.move_to(NOW + 2 * DAY)
    assert [call["id"] for call in told("feedback", "missing", "--coach", ALICE)] == [1]
    assert "Bob Baker" in flask("feedback", "missing").stdout
    assert told("feedback", "record", 1, "--satisfaction", 4, "--private-note", "Slow")["is_first"] is True
    assert told("feedback", "record", 1, "--satisfaction", 5)["is_first"] is False
    assert flask("feedback", "missing").stdout == "No call waits for feedback.\n"
    (logged,) = told("feedback", "list", "--coach", ALICE)
    assert (logged["feedback"]["satisfaction"], logged["feedback"]["private_note"]) == (5, "Slow")
    assert logged["feedback"]["version"] == 2
    assert flask("feedback", "list").stdout.splitlines()[2].split()[-2:] == ["5", "Slow"]


@pytest.mark.parametrize("satisfaction", ["0", "6", "4.5", "", "٥", "-1", "99999999999999999999"])
@pytest.mark.usefixtures("world")
def test_a_satisfaction_other_than_1_to_5_is_refused(flask, told, at_now, satisfaction):
    """Case H4."""
    at_now.move_to(NOW + 2 * DAY)
    refused = flask("feedback", "record", 1, f"--satisfaction={satisfaction}", exit_code=2)
    assert "--satisfaction: Choose a number from 1 to 5" in refused.stderr
    assert told("feedback", "list") == []


@pytest.mark.usefixtures("world")
def test_the_audit_is_listed_by_person_and_by_object(flask, told):
    assert [entry["action"] for entry in told("audit", "list", "--user", BOB)] == ["call.booked"]
    assert told("audit", "list", "--object", "call:99") == []
    newest = flask("audit", "list", "--limit", 1)
    assert "call.booked" in newest.stdout
    assert "slot=1, student=2" in newest.stdout
    assert "--limit shows more" in newest.stderr


EXPORT = ("calls", "export", "--from", "2027-03-01", "--to", "2027-03-31")


@pytest.fixture
def every_status(world, flask, at_now):
    """Call 1 is confirmed, then completed with feedback; calls 2 and 3 are cancelled and missed."""
    flask("calls", "book", "--slot", 2, "--student", CHARLIE, "--note", "=HYPERLINK(1)")
    flask("calls", "cancel", 2, "--reason", "+ill", "--reopen")
    flask("calls", "book", "--slot", 2, "--student", CHARLIE, "--note", 'two\nlines, and "quotes"')
    flask("calls", "book", "--slot", 3, "--student", BOB)
    at_now.move_to(NOW + 2.5 * DAY)
    flask("feedback", "record", 1, "--satisfaction", 4, "--private-note", "@home")
    flask("calls", "outcome", 3, "no_show")


@pytest.mark.usefixtures("every_status")
def test_an_export_has_every_status_and_reason_and_runs_no_formula(flask):
    """Case H3."""
    exported = flask(*EXPORT)
    rows = list(csv.DictReader(io.StringIO(exported.stdout)))
    assert exported.stderr == "4 calls.\n"
    assert [(row["id"], row["status"], row["cancel_reason"]) for row in rows] == [
        ("1", "completed", ""),
        ("2", "cancelled", "'+ill"),
        ("3", "no_show", ""),
        ("4", "confirmed", ""),
    ]
    assert [row["note"] for row in rows] == ["Integrals, please", "'=HYPERLINK(1)", 'two\nlines, and "quotes"', ""]
    assert (rows[0]["satisfaction"], rows[0]["private_note"]) == ("4", "'@home")
    assert (rows[0]["date"], rows[0]["start"], rows[0]["starts_at"]) == ("2027-03-02", "09:00", "2027-03-02T09:00:00Z")
    assert "5550102" not in exported.stdout


@pytest.mark.usefixtures("every_status")
def test_an_export_in_json_has_the_same_calls(flask):
    """Case H3."""
    exported = json.loads(flask(*EXPORT, "--format", "json").stdout)
    assert [(call["id"], call["cancel_reason"]) for call in exported] == [(1, ""), (2, "+ill"), (3, ""), (4, "")]
    assert json.loads(flask(*EXPORT, "--json").stdout) == exported


@pytest.mark.usefixtures("every_status")
def test_an_export_of_more_than_one_page_is_whole(flask, monkeypatch):
    monkeypatch.setattr("app.cli.call_export.PAGE", 1)
    assert flask(*EXPORT).stderr == "4 calls.\n"


@pytest.mark.usefixtures("world")
def test_an_export_counts_days_in_the_programmes_zone(database_url, flask):
    """Case H3."""
    late = factories.slot(1, datetime(2027, 4, 1, 0, 30, tzinfo=UTC))
    flask("calls", "book", "--slot", late, "--student", CHARLIE)
    assert "2027-04-01" not in flask(*EXPORT).stdout
    in_new_york = create_app(Config.for_tests(database_url=database_url, programme_timezone="America/New_York"))
    with in_new_york.app_context():
        exported = in_new_york.test_cli_runner().invoke(args=EXPORT).stdout
    with in_new_york.app_context():
        db.engine.dispose()
    assert "2027-03-31,20:30,22:30,America/New_York" in exported
