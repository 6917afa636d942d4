"""`flask tokens`."""

from hashlib import sha256

import pytest
from sqlalchemy import select

from app.db import db
from app.models import ApiToken
from tests import factories

ALICE, BOB = "alice@example.org", "bob@example.org"
pytestmark = pytest.mark.usefixtures("app")


def test_a_token_is_printed_once_and_only_its_hash_is_kept(flask, told):
    factories.person("bob")
    made = told("tokens", "create", "--user", " BOB@example.org", "--name", " My  script ")
    assert made["token"].startswith(made["prefix"])
    assert (made["user"], made["name"], made["scopes"], made["status"]) == (BOB, "My script", ["read"], "active")
    assert made["expires_at"] is made["last_used_at"] is made["revoked_at"] is None
    [row] = db.session.scalars(select(ApiToken)).all()
    assert row.token_hash == sha256(made["token"].encode()).hexdigest()
    db.session.rollback()
    told_later = flask("tokens", "list").output + flask("audit", "list").output + repr(told("tokens", "list"))
    assert made["prefix"] in told_later
    assert made["token"] not in told_later


def test_no_two_tokens_are_alike_and_each_has_256_bits(told):
    factories.person("bob")
    found = {told("tokens", "create", "--user", BOB, "--name", "x")["token"] for _ in range(3)}
    assert len(found) == 3
    assert {len(token) for token in found} == {len("cb_") + 43}


def test_it_is_told_what_to_keep(flask):
    factories.person("bob")
    told = flask("tokens", "create", "--user", BOB, "--name", "Script").stdout.splitlines()
    assert told[0] == "Token 1 made for bob@example.org: Script"
    assert told[1].startswith("Token: cb_")
    assert told[1].endswith(" (shown only now)")


def test_whoever_may_write_may_read(told):
    factories.person("bob")
    create = ("tokens", "create", "--user", BOB, "--name", "x", "--scopes")
    assert told(*create, "Write")["scopes"] == ["read", "write"]
    assert told(*create, "write, read,read")["scopes"] == ["read", "write"]
    assert told(*create, "read")["scopes"] == ["read"]


def test_a_token_counts_to_the_end_of_its_last_day_in_the_programmes_zone(told, at_now, monkeypatch):
    factories.person("bob")
    monkeypatch.setattr("app.formats.zone", lambda: "America/New_York")
    made = told("tokens", "create", "--user", BOB, "--name", "x", "--expires", "2027-03-01")
    assert made["expires_at"] == "2027-03-02T05:00:00Z"
    at_now.move_to("2027-03-02T04:59:59Z")
    assert told("tokens", "list")[0]["status"] == "active"
    at_now.move_to("2027-03-02T05:00:00Z")
    assert told("tokens", "list")[0]["status"] == "expired"


def test_tokens_are_listed_newest_first_and_by_person(flask, told):
    factories.coach("alice"), factories.person("bob")
    for number, email in enumerate((ALICE, BOB, ALICE), 1):
        flask("tokens", "create", "--user", email, "--name", f"Number {number}")
    assert [token["id"] for token in told("tokens", "list")] == [3, 2, 1]
    assert [token["id"] for token in told("tokens", "list", "--user", ALICE)] == [3, 1]
    shortened = flask("tokens", "list", "--limit", 1)
    assert "Number 3" in shortened.stdout
    assert "Number 2" not in shortened.stdout
    assert "--limit shows more" in shortened.stderr


def test_a_token_is_revoked_once_and_for_good(flask, told, at_now):
    factories.person("bob")
    flask("tokens", "create", "--user", BOB, "--name", "Script")
    assert flask("tokens", "revoke", 1, "--dry-run").stdout == "Would revoke token 1: Script, of bob@example.org\n"
    assert told("tokens", "list")[0]["status"] == "active"
    assert told("tokens", "revoke", 1)["status"] == "revoked"
    at_now.move_to("2027-03-01T10:00:00Z")
    assert "was revoked before" in flask("tokens", "revoke", 1).stdout
    assert told("tokens", "list")[0]["revoked_at"] == "2027-03-01T09:00:00Z"
    actions = [entry["action"] for entry in told("audit", "list", "--object", "token:1")]
    assert actions == ["token.revoked", "token.created"]


def test_a_dry_run_makes_none(flask, told):
    factories.person("bob")
    tried = flask("tokens", "create", "--user", BOB, "--name", "Script", "--dry-run")
    assert tried.stdout == "Would make a token for bob@example.org\n"
    assert told("tokens", "list") == []


def test_a_closed_account_has_no_token_that_counts(flask, told):
    factories.coach("alice"), factories.person("bob")
    for email in (ALICE, BOB, BOB):
        flask("tokens", "create", "--user", email, "--name", "x")
    flask("users", "deactivate", BOB, "--reason", "left")
    assert [token["status"] for token in told("tokens", "list")] == ["revoked", "revoked", "active"]
    assert told("audit", "list")[0]["facts"] == {"tokens_revoked": 2}
    flask("tokens", "create", "--user", BOB, "--name", "x", exit_code=5)
    flask("users", "reactivate", BOB)
    assert [token["status"] for token in told("tokens", "list", "--user", BOB)] == ["revoked", "revoked"]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        (("create", "--user", BOB, "--name", " "), 2, "--name: This is needed"),
        (("create", "--user", BOB, "--name", "x", "--scopes", "all"), 2, "One or more of these: read, write."),
        (("create", "--user", BOB, "--name", "x", "--scopes", ","), 2, "--scopes: Choose what"),
        (("create", "--user", BOB, "--name", "x", "--expires", "2027-02-28"), 2, "--expires: That day is past"),
        (("create", "--user", ALICE, "--name", "x"), 3, "There is no account with the address alice@example.org."),
        (("list", "--user", ALICE), 3, "There is no account"),
        (("revoke", "7"), 3, "There is no token 7."),
        (("revoke", "seven"), 2, "'seven' is not a valid integer"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(flask, told, arguments, exit_code, words):
    factories.person("bob")
    assert words in flask("tokens", *arguments, exit_code=exit_code).stderr
    assert told("tokens", "list") == []
