"""`flask users export` and `erase`."""

import json
import stat
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from tests import factories
from tests.conftest import NOW

BOB = "bob@example.org"

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def world(app):
    """Bob had one call with Alice and has another ahead."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    factories.call(factories.slot(alice, NOW - timedelta(days=1), now=NOW - timedelta(days=3)), bob,
                   now=NOW - timedelta(days=2))  # fmt: skip
    factories.call(factories.slot(alice), bob)


def test_everything_is_written_as_json_and_the_audit_tells_who_read_it(flask, told):
    document = json.loads(flask("users", "export", BOB).stdout)
    assert document["account"]["phone"] == "+12125550102"
    assert len(document["calls"]) == 2
    assert document["changes"][-1]["action"] == "phone.shown"
    actions = [entry["action"] for entry in told("audit", "list", "--object", "user:2")]
    assert actions[:2] == ["phone.shown", "user.exported"]


def test_a_file_is_for_its_writer_alone(flask, tmp_path):
    file = tmp_path / "bob.zip"
    said = flask("users", "export", BOB, "--format", "csv", "-o", file)
    assert f"{BOB}: everything is in {file}" in said.stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "calls.csv" in ZipFile(BytesIO(file.read_bytes())).namelist()


def test_nobody_who_is_not_there_is_exported_or_erased(flask):
    flask("users", "export", "nobody@example.org", exit_code=3)
    flask("users", "erase", "nobody@example.org", "--yes", exit_code=3)


def test_erasing_says_first_what_it_does_and_a_dry_run_does_nothing(flask, told):
    before = told("audit", "list")
    tried = flask("users", "erase", BOB, "--dry-run")
    assert tried.stderr.splitlines() == [
        "Of Bob Baker this removes name, address, phone, notes, mails and sign-ins.",
        '1 past call stays as "Former student", so that nobody\'s numbers change.',
        "1 call ahead is cancelled, and the other person told.",
    ]
    assert "Nothing was changed." in tried.stdout
    assert told("audit", "list") == before


@pytest.mark.parametrize("given", [(), ("--confirm", "alice@example.org")])
def test_nobody_is_erased_by_a_slip_of_the_hand(flask, told, given):
    flask("users", "erase", BOB, *given, exit_code=2)
    assert told("users", "show", BOB)["status"] == "active"


@pytest.mark.parametrize("given", [("--yes",), ("--confirm", "Bob@example.org ")])
def test_an_erased_person_is_in_no_answer_any_more(flask, told, given):
    """Case E2."""
    done = told("users", "erase", BOB, *given)
    assert (done["cancelled_calls"], done["kept_calls"]) == ([2], 1)
    flask("users", "show", BOB, exit_code=3)
    lists = [told("users", "list"), told("calls", "list", "--from", "2027-01-01"), told("audit", "list")]
    assert "bob" not in json.dumps(lists).lower()
    assert [user["status"] for user in lists[0] if user["id"] == 2] == ["erased"]
    assert {call["student"]["name"] for call in lists[1]} == {"Former student"}
    flask("doctor")
