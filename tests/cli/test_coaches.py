"""`flask coaches` and `flask subjects`."""

from datetime import timedelta

import pytest

from tests import factories
from tests.conftest import NOW

ALICE, BOB = "alice@example.org", "bob@example.org"


@pytest.mark.usefixtures("app")
def test_coaches_are_listed_with_what_lies_ahead(flask, told):
    alice, bob = factories.coach("alice"), factories.person("bob")
    factories.slot(alice, NOW + timedelta(days=2))
    factories.call(factories.slot(alice, NOW + timedelta(days=3)), bob)
    (coach,) = told("coaches", "list")
    assert (coach["email"], coach["open_slots"], coach["calls_ahead"], coach["is_active"]) == (ALICE, 1, 1, True)
    assert flask("coaches", "list").stdout.splitlines()[0].split()[:2] == ["ID", "Name"]


@pytest.mark.usefixtures("app")
def test_a_profile_is_edited_and_what_is_not_given_stays(flask, told):
    factories.coach("alice")
    flask("coaches", "edit", ALICE, "--headline", "Maths without fear", "--bio", "Long", "--place", "Room 4",
          "--subjects", "maths", "--languages", "EN,pt", "--rate", "38.50", "--currency", "eur")  # fmt: skip
    assert told("coaches", "edit", ALICE, "--rate", "40")["changed"] == ["rate"]
    assert flask("coaches", "edit", ALICE, "--rate", "40.00").stdout == f"{ALICE}: nothing to change\n"
    (coach,) = told("coaches", "list")
    assert (coach["headline"], coach["place"], coach["subjects"]) == ("Maths without fear", "Room 4", ["maths"])
    assert (coach["languages"], coach["rate_cents"], coach["currency"]) == (["en", "pt"], 4000, "EUR")
    assert "€40.00" in flask("coaches", "list").stdout
    flask("coaches", "edit", ALICE, "--rate", "")
    assert told("coaches", "list")[0]["rate_cents"] is None


@pytest.mark.usefixtures("app")
def test_how_a_coach_works_is_edited(flask, told):
    factories.coach("alice")
    changed = told("coaches", "edit", ALICE, "--online", "--whatsapp", "--caller", "student", "--buffer", "15",
                   "--approves", "--notice", "720", "--languages", "Portuguese, English")["changed"]  # fmt: skip
    assert changed[:4] == ["is_online", "languages", "uses_whatsapp", "caller"]
    assert changed[4:] == ["buffer_minutes", "notice_minutes", "approves"]
    (coach,) = told("coaches", "list")
    assert (coach["is_online"], coach["uses_whatsapp"], coach["caller"]) == (True, True, "student")
    assert (coach["buffer_minutes"], coach["notice_minutes"], coach["approves"]) == (15, 720, True)
    assert coach["languages"] == ["en", "pt"]
    flask("coaches", "edit", ALICE, "--no-online", "--no-whatsapp", "--buffer", "0")
    (coach,) = told("coaches", "list")
    assert (coach["is_online"], coach["uses_whatsapp"], coach["buffer_minutes"]) == (False, False, 0)
    for wrong in (("--buffer", "241"), ("--notice", "-1"), ("--caller", "nobody"), ("--languages", "Klingonese")):
        flask("coaches", "edit", ALICE, *wrong, exit_code=2)


@pytest.mark.usefixtures("app")
def test_the_role_is_given_taken_away_and_given_again(flask, told):
    bob = factories.person("bob")
    flask("coaches", "add", BOB)
    slot = factories.slot(bob)
    assert told("coaches", "remove", BOB, "--dry-run") == {"email": BOB, "dry_run": True, "slots_withdrawn": 1}
    assert told("slots", "list")[0]["status"] == "open"
    assert "no coach any more" in flask("coaches", "remove", BOB).stdout
    assert [(found["id"], found["status"]) for found in told("slots", "list")] == [(slot, "withdrawn")]
    assert told("users", "show", BOB)["role"] == "student"
    flask("coaches", "add", BOB)
    assert told("users", "show", BOB)["role"] == "coach"


@pytest.mark.usefixtures("app")
def test_a_coach_with_calls_ahead_stays_one_and_the_calls_are_named(flask):
    alice, bob = factories.coach("alice"), factories.person("bob")
    call = factories.call(factories.slot(alice), bob)
    assert f"Cancel or move them first: {call}." in flask("coaches", "remove", ALICE, exit_code=4).stderr


@pytest.mark.usefixtures("app")
def test_subjects_are_added_renamed_merged_and_removed(flask, told):
    factories.coach("alice")
    flask("subjects", "add", "Mathematics")
    flask("subjects", "add", "MATHEMATICS", exit_code=4)
    flask("subjects", "add", "Alchemy")
    flask("subjects", "rename", "alchemy", "Chemistry")
    flask("coaches", "edit", ALICE, "--subjects", "Maths,Chemistry")
    assert told("subjects", "merge", "Maths", "--into", "Mathematics", "--dry-run")["coaches"] == 1
    assert [subject["name"] for subject in told("subjects", "list")] == ["Chemistry", "Mathematics", "Maths"]
    flask("subjects", "merge", "Maths", "--into", "Mathematics")
    flask("subjects", "merge", "Mathematics", "--into", "mathematics", exit_code=4)
    assert [(subject["name"], subject["coaches"]) for subject in told("subjects", "list")] == [
        ("Chemistry", 1),
        ("Mathematics", 1),
    ]
    assert told("subjects", "list")[1]["synonyms"] == ["Maths"]
    flask("subjects", "remove-synonym", "maths")
    flask("subjects", "remove-synonym", "maths", exit_code=3)
    flask("subjects", "add-synonym", "Chemistry", "Alchemy")
    flask("subjects", "add-synonym", "Mathematics", "alchemy", exit_code=4)
    flask("subjects", "remove", "Chemistry", exit_code=4)
    flask("coaches", "edit", ALICE, "--subjects", "Mathematics")
    flask("subjects", "remove", "Chemistry")
    assert "Mathematics" in flask("subjects", "list").stdout
