"""The whole database in a file and back: nothing is lost, and nobody is told twice."""

import stat
from datetime import timedelta

import pytest

from app import create_app
from app.db import db, transact
from app.domain.mail import MessageState
from app.domain.policy import Policy
from app.services import doctor, outbox, reminders
from app.services.restoring import RESTORED
from config import Config
from tests import factories
from tests.conftest import NOW, new_database

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def database_url(database, request):
    """Return a database of these tests alone: one that was restored asks its rules in another order."""
    return new_database(database, request, "restored")


@pytest.fixture(scope="module")
def _session_app(database_url):
    app = create_app(Config.for_tests(database_url=database_url))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def world(app, at_now):
    """Bob holds slot 1 of Alice by call 1, tomorrow; the mails of it wait."""
    alice, bob = factories.coach("alice"), factories.person("bob")
    factories.slot(alice, NOW + 2 * DAY)
    factories.slot(alice, NOW + 3 * DAY)
    factories.call(1, bob, note="Integrals, “please”")
    db.session.rollback()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "coachbook.backup"


@pytest.mark.usefixtures("world")
def test_what_was_there_is_there_again(flask, told, file):
    before = told("calls", "list"), told("slots", "list", "--status", "all")
    made = told("backup", file)
    assert made["bytes"] == file.stat().st_size > 1000
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    flask("calls", "cancel", 1, "--reason", "ill")
    factories.person("eve")
    db.session.rollback()
    restored = told("restore", file, "--yes")
    assert (restored["broken"], restored["dry_run"]) == ([], False)
    assert (told("calls", "list"), told("slots", "list", "--status", "all")) == before
    flask("users", "show", "eve@example.org", exit_code=3)
    assert told("audit", "list", "--limit", 1)[0]["action"] == "database.restored"
    assert not [finding for finding in doctor.check_invariants(now=NOW) if finding.examples]
    assert told("calls", "book", "--slot", 2, "--student", "bob@example.org")["id"] == 2


@pytest.mark.usefixtures("world")
def test_nobody_is_mailed_again_what_was_sent_since_the_copy(flask, told, file, at_now):
    flask("backup", file)
    at_now.move_to(NOW + 2 * DAY - timedelta(minutes=30))
    assert told("restore", file, "--yes")["mails"] == 6
    mails = outbox.list_latest(limit=20)
    assert {(mail.state, mail.last_error) for mail in mails} == {(MessageState.SKIPPED, RESTORED)}
    assert [mail.kind for mail in mails].count("reminder") == 4
    transact(lambda: reminders.plan(policy=Policy(), now=NOW + 2 * DAY - timedelta(minutes=29)))
    assert len(outbox.list_latest(limit=20)) == 6


@pytest.mark.usefixtures("world")
def test_a_dry_run_looks_at_the_copy_and_changes_nothing(flask, told, file):
    flask("backup", file)
    flask("calls", "cancel", 1, "--reason", "ill")
    assert told("restore", file, "--dry-run")["dry_run"] is True
    assert told("calls", "show", 1)["status"] == "cancelled"


@pytest.mark.parametrize("content", [None, b"", b"SQLite format 3\0 and no more", b"PGDMP and no more"])
@pytest.mark.usefixtures("world")
def test_what_is_no_whole_copy_is_refused(flask, told, file, content):
    if content is not None:
        file.write_bytes(content)
    refused = flask("restore", file, "--yes", exit_code=2)
    assert "This is not a whole copy of a database of this kind" in refused.stderr
    assert told("calls", "show", 1)["status"] == "confirmed"


@pytest.mark.usefixtures("world")
def test_half_a_copy_is_refused(flask, told, file):
    flask("backup", file)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    flask("restore", file, "--yes", exit_code=2)
    assert told("calls", "show", 1)["status"] == "confirmed"


@pytest.mark.usefixtures("world")
def test_a_copy_that_fails_leaves_the_one_before(flask, file):
    file.write_text("the one before")
    file.with_name(f".{file.name}.part").mkdir()
    assert "say --force" in flask("backup", file, exit_code=4).stderr
    refused = flask("backup", file, "--force", exit_code=4)
    assert "The database could not be copied" in refused.stderr
    assert file.read_text() == "the one before"


@pytest.mark.usefixtures("world")
def test_a_file_that_is_there_is_replaced_only_by_force(flask, file):
    file.write_text("the one before")
    flask("backup", file, exit_code=4)
    assert file.read_text() == "the one before"
    flask("backup", file, "--force")
    assert file.stat().st_size > 1000


@pytest.mark.usefixtures("world")
def test_it_is_asked_first(flask, file):
    flask("backup", file)
    assert "say --yes" in flask("restore", file, exit_code=2).stderr
