"""`flask users`."""

from datetime import timedelta

import pytest

from app.domain.errors import BadCredentials
from app.services import accounts, outbox
from tests import factories
from tests.conftest import NOW

ALICE, BOB = "alice@example.org", "bob@example.org"
NEW = ("users", "create", "--email", "Zoë@Example.org", "--name", " Zoë  Zhang ", "--phone", "(212) 555-0177")


@pytest.mark.usefixtures("app")
def test_an_account_is_made_with_a_password_that_is_printed_once(flask, told):
    made = told(*NEW)
    assert (made["email"], made["name"], made["role"]) == ("zoë@example.org", "Zoë Zhang", "student")
    assert (made["timezone"], made["locale"], made["confirmed_at"]) == ("UTC", "en", "2027-03-01T09:00:00Z")
    assert accounts.authenticate(email=made["email"], password=made["password"]).id == made["id"]
    assert made["password"] not in flask("users", "show", made["email"]).output


@pytest.mark.usefixtures("app")
def test_a_given_password_is_read_from_stdin_and_told_nowhere(flask):
    made = flask(*NEW, "--password-stdin", stdin="correct horse battery\n")
    assert "correct horse" not in made.output
    assert "Password" not in made.output
    assert accounts.authenticate(email="zoë@example.org", password="correct horse battery").name == "Zoë Zhang"


@pytest.mark.usefixtures("app")
def test_a_weak_password_makes_no_account(flask, told):
    refused = flask(*NEW, "--password-stdin", stdin="short\n", exit_code=2)
    assert "Choose a longer password" in refused.stderr
    assert told("users", "list") == []


@pytest.mark.usefixtures("app")
def test_a_coach_is_made_with_subjects_in_one_go(told):
    told(*NEW, "--role", "coach", "--subjects", "Maths, Physics,", "--timezone", "Asia/Kolkata")
    (coach,) = told("coaches", "list")
    assert (coach["subjects"], coach["timezone"]) == (["Maths", "Physics"], "Asia/Kolkata")


@pytest.mark.usefixtures("app")
def test_an_unconfirmed_account_cannot_book_yet(flask, told):
    flask(*NEW, "--unconfirmed")
    slot = factories.slot(factories.coach("alice"))
    rules = {rule["code"]: rule["passes"] for rule in told("slots", "why", slot, "--student", "zoë@example.org")}
    assert rules["email_unconfirmed"] is False
    flask("calls", "book", "--slot", slot, "--student", "zoë@example.org", exit_code=5)


@pytest.mark.usefixtures("app")
def test_accounts_are_listed_by_role_and_by_what_is_searched(told):
    factories.coach("alice"), factories.person("bob"), factories.person("charlie")
    assert [user["email"] for user in told("users", "list", "--role", "coach")] == [ALICE]
    assert [user["email"] for user in told("users", "list", "--role", "student", "--search", "BAKER")] == [BOB]
    assert told("users", "list", "--search", "%") == []


@pytest.mark.usefixtures("app")
def test_a_list_says_when_there_are_more(flask, told):
    factories.person("bob"), factories.person("charlie")
    shortened = flask("users", "list", "--limit", "1")
    assert "Charlie" not in shortened.stdout
    assert "--limit shows more" in shortened.stderr
    assert flask("users", "list", "--limit", "2").stderr == ""
    assert len(told("users", "list", "--limit", "1")) == 1


@pytest.mark.usefixtures("app")
def test_phones_are_masked_unless_asked_for_which_the_audit_tells(flask, told):
    """Case E1."""
    bob = factories.person("bob")
    assert "2125550102" not in flask("users", "list").output + flask("users", "show", BOB).output
    assert told("users", "show", BOB)["phone"] == "+1 … 02"
    assert told("audit", "list", "--object", f"user:{bob}")[0]["action"] == "user.created"
    assert told("users", "list", "--show-phone")[0]["phone"] == "+12125550102"
    assert "+12125550102" in flask("users", "show", BOB, "--show-phone").stdout
    shown = told("audit", "list", "--object", f"user:{bob}")
    assert [entry["action"] for entry in shown] == ["phone.shown", "phone.shown", "user.created"]


@pytest.mark.usefixtures("app")
def test_an_account_is_edited_and_what_is_not_given_stays(told):
    factories.person("bob")
    edited = told("users", "edit", "BOB@example.org", "--email", "robert@example.org", "--timezone", "Asia/Seoul")
    assert edited == {"email": "robert@example.org", "changed": ["email", "timezone"], "dry_run": False}
    shown = told("users", "show", "robert@example.org")
    assert (shown["name"], shown["timezone"]) == ("Bob Baker", "Asia/Seoul")
    assert told("users", "edit", "robert@example.org", "--name", "Bob Baker")["changed"] == []


def test_another_password_replaces_the_old_one(app, flask, told):
    factories.person("bob")
    made = told("users", "set-password", BOB)["password"]
    with app.app_context():
        assert accounts.authenticate(email=BOB, password=made).email == BOB
    assert "Password: " in flask("users", "set-password", BOB).stdout
    flask("users", "set-password", BOB, "--password-stdin", stdin="another horse battery\n")
    with app.app_context(), pytest.raises(BadCredentials):
        accounts.authenticate(email=BOB, password=made)


@pytest.fixture
def busy_coach(app):
    """Alice has call 1 with Bob (slot 1), and as a student call 2 with Dora (slot 2); slot 3 of hers is open."""
    alice, bob, dora = factories.coach("alice"), factories.person("bob"), factories.coach("dora")
    factories.call(factories.slot(alice, NOW + timedelta(days=2)), bob)
    factories.call(factories.slot(dora, NOW + timedelta(days=3)), alice)
    factories.slot(alice, NOW + timedelta(days=4))


@pytest.mark.usefixtures("busy_coach")
def test_a_closed_account_gives_up_its_calls_and_only_those_slots_it_had_booked_open_again(flask, told):
    closed = told("users", "deactivate", ALICE, "--reason", "ill for long")
    assert closed["cancelled_calls"] == [1, 2]
    slots = {slot["id"]: slot["status"] for slot in told("slots", "list")}
    assert slots == {1: "withdrawn", 2: "open", 3: "open"}
    assert {call["cancel_reason"] for call in told("calls", "list")} == {"ill for long"}
    flask("calls", "book", "--slot", 3, "--student", BOB, exit_code=4)
    assert told("users", "show", ALICE)["status"] == "deactivated"
    assert told("users", "deactivate", ALICE, "--reason", "again")["cancelled_calls"] == []
    flask("doctor")


@pytest.mark.usefixtures("busy_coach")
def test_a_dry_run_tells_of_each_call_and_changes_nothing(flask, told):
    before = told("audit", "list")
    tried = flask("users", "deactivate", ALICE, "--reason", "ill", "--dry-run")
    assert "Would close alice@example.org; calls to cancel: 2" in tried.stdout
    assert [line.split(":")[0] for line in tried.stderr.splitlines()] == ["Would cancel call 1", "Would cancel call 2"]
    assert told("audit", "list") == before
    assert {call["status"] for call in told("calls", "list")} == {"confirmed"}


@pytest.mark.usefixtures("busy_coach")
def test_a_closed_account_is_opened_again_and_takes_bookings(flask, told):
    flask("users", "deactivate", ALICE, "--reason", "ill")
    flask("users", "reactivate", ALICE)
    assert told("users", "show", ALICE)["status"] == "active"
    flask("calls", "book", "--slot", 3, "--student", BOB)


@pytest.mark.usefixtures("app")
def test_an_invited_person_is_mailed_and_a_closed_account_is_not(flask, told):
    factories.person("bob", is_confirmed=False)
    flask("users", "invite", " BOB@example.org ")
    (mail,) = outbox.list_latest(limit=5)
    assert (mail.kind, mail.address) == ("invitation", BOB)
    flask("users", "deactivate", BOB, "--reason", "left")
    flask("users", "invite", BOB, exit_code=5)
    flask("users", "invite", "nobody@example.org", exit_code=3)
    assert len(outbox.list_latest(limit=5)) == 1
