"""`flask audit`."""

import pytest

from tests import factories

ALICE, BOB = "alice@example.org", "bob@example.org"
pytestmark = pytest.mark.usefixtures("app")


def actions(entries):
    return [entry["action"] for entry in entries]


def test_all_that_one_run_of_a_command_did_has_one_id(told):
    slot = factories.slot(factories.coach("alice"))
    told("coaches", "remove", ALICE)
    told("users", "edit", ALICE, "--name", "Ally")
    edited, removed, withdrawn, *_ = told("audit", "list")
    assert actions([edited, removed, withdrawn]) == ["user.edited", "coach.removed", "slot.withdrawn"]
    assert edited["request_id"] != removed["request_id"] == withdrawn["request_id"] != ""
    found = told("audit", "list", "--request", removed["request_id"])
    assert actions(found) == ["coach.removed", "slot.withdrawn"]
    assert found[1]["object"] == f"slot:{slot}"


def test_entries_are_listed_from_a_day_a_time_or_an_instant_on(told, at_now):
    factories.person("bob")
    told("users", "edit", BOB, "--name", "Rob")
    at_now.move_to("2027-03-02T10:30:00Z")
    told("users", "edit", BOB, "--name", "Robert")
    assert len(told("audit", "list")) == 3
    assert len(told("audit", "list", "--since", "2027-03-01")) == 2
    for since in ("2027-03-02", "2027-03-02T10:30", "2027-03-02T12:30+02:00"):
        assert len(told("audit", "list", "--since", since)) == 1
    assert told("audit", "list", "--since", "2027-03-02T10:31Z") == []


def test_a_day_of_the_audit_is_one_of_the_programmes_zone(flask, told, monkeypatch):
    factories.person("bob")
    told("users", "edit", BOB, "--name", "Rob")
    monkeypatch.setattr("app.formats.zone", lambda: "America/New_York")  # where it is 4 in the morning of the 1st
    assert len(told("audit", "list", "--since", "2027-03-01")) == 1
    assert told("audit", "list", "--since", "2027-03-01T04:01") == []
    assert "a day like 2027-03-01" in flask("audit", "list", "--since", "yesterday", exit_code=2).stderr


def test_entries_of_a_call_are_found_by_its_reference(flask, told):
    call = factories.call(factories.slot(factories.coach("alice")), factories.person("bob"))
    reference = told("calls", "show", call)["reference"]
    assert actions(told("audit", "list", "--object", f"call:{reference}")) == ["call.booked"]
    assert actions(told("audit", "list", "--object", f"call:{call}")) == ["call.booked"]
    for wrong in ("call:S-", "call:x", "call", "Call:1", "slot:S-2F7K"):
        flask("audit", "list", "--object", wrong, exit_code=2)
