"""`flask doctor`, and what it finds in a database whose rules were taken away."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from sqlalchemy import delete, insert, text, update

from app import create_app
from app.cli.doctor import NAMES
from app.db import db, transact
from app.domain.calls import CallStatus
from app.models import AuditEntry, Call, Slot, User
from app.services import cancelling, doctor, doctor_database, feedback, moving, outcomes, reviews, slots
from app.services.invariants import INVARIANTS
from config import Config
from tests import factories
from tests.cli.breaches import BREACHES, DAY, FIFTH, HOUR, a_call
from tests.conftest import NOW
from tests.factories import USUAL, acting
from tests.invariants import check_invariants


@pytest.fixture
def world(app) -> Iterator[None]:
    """Everything that can be told of: calls 1 logged and reviewed, both changed, 2 missed, 3 cancelled, 4 moved.

    Slot 6 is withdrawn, 1 and 2 are past; slot 3 is open again, 4 is open, 5 holds call 4 of Bob. All are Alice's.
    """
    alice, bob, charlie = factories.coach("alice"), factories.person("bob"), factories.person("charlie")
    before = NOW - 10 * DAY
    for start in (NOW - 3 * DAY, NOW - 2 * DAY):
        factories.slot(alice, start, now=before)
    for day in (2, 3, 4, 5):
        factories.slot(alice, NOW + day * DAY)
    factories.call(1, bob, now=before)
    factories.call(2, charlie, now=before)
    factories.call(3, charlie)
    factories.call(4, bob)
    transact(lambda: feedback.record(actor=acting(alice), call_id=1, satisfaction=4, shared_note="Good", now=NOW))
    transact(lambda: feedback.record(actor=acting(alice), call_id=1, satisfaction=5, now=NOW))
    for rating in (4, 5):
        transact(lambda rating=rating: reviews.record(actor=acting(bob), call_id=1, rating=rating, now=NOW))
    transact(lambda: outcomes.record(actor=acting(alice), call_id=2, outcome=CallStatus.NO_SHOW, now=NOW))
    transact(lambda: cancelling.cancel(actor=acting(charlie), call_id=3, policy=USUAL, now=NOW))
    transact(lambda: moving.move(actor=acting(bob), call_id=4, slot_id=5, key="k" * 20, policy=USUAL, now=NOW))
    transact(lambda: slots.withdraw(actor=acting(alice), slot_id=6, now=NOW))
    factories.wish(bob, alice)
    yield
    db.session.rollback()


@pytest.fixture
def lawless(world, database: str) -> Iterator[None]:
    """Take the database's rules away, for as long as the test's transaction is open."""
    session = db.session
    if database == "sqlite":
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        session.execute(text("PRAGMA ignore_check_constraints = ON"))
        for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            session.execute(text(f"DROP TRIGGER {name}"))
    else:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        rules = (
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype IN ('c', 'x') AND conrelid > 0"
        )
        for table, name in session.execute(text(rules)).all():
            session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
    session.execute(text("DROP INDEX uq_calls_active_slot"))
    yield
    session.rollback()
    if database == "sqlite":
        session.execute(text("PRAGMA ignore_check_constraints = OFF"))
        session.rollback()


def findings() -> dict[str, set[int]]:
    found = doctor.check_invariants(now=NOW)
    return {f"{finding.number}.{finding.name}": set(finding.examples) for finding in found if finding.examples}


@pytest.mark.parametrize(("name", "numbers", "breach"), BREACHES, ids=[breach[0] for breach in BREACHES])
@pytest.mark.usefixtures("lawless")
def test_the_doctor_names_what_breaks_an_invariant(name, numbers, breach):
    assert findings() == {}
    db.session.execute(breach, execution_options={"synchronize_session": False})
    assert findings()[name] == numbers


@pytest.mark.parametrize(
    ("told", "breach"),
    [
        ("I-01 slots of one coach overlap", update(Slot).where(Slot.id == 4).values(starts_at=NOW + 2 * DAY + HOUR)),
        ("I-04 a person is in two places", insert(Call).values(a_call(9, 4, FIFTH + HOUR, student_id=2))),
        ("I-07 slot_status", update(Slot).where(Slot.id == 5).values(status="withdrawn")),
    ],
)
@pytest.mark.usefixtures("lawless")
def test_what_other_tests_ask_finds_it_too(told, breach):
    db.session.execute(breach)
    with pytest.raises(AssertionError, match=told):
        check_invariants()


def test_every_invariant_is_tried_and_has_its_words():
    asked = {(one.number, one.name) for one in INVARIANTS} | {("I-20", "wall_time"), ("I-24", "coach_words")}
    assert {f"{number}.{name}" for number, name in asked} == {breach[0] for breach in BREACHES}
    assert {name for _, name in asked} == set(NAMES)


@pytest.mark.usefixtures("lawless")
def test_a_long_list_of_breaches_is_cut(database):
    db.session.execute(update(Slot).values(timezone="Europe/Madrid"))
    db.session.execute(delete(AuditEntry))
    found = {f"{finding.number}.{finding.name}": finding for finding in doctor.check_invariants(now=NOW)}
    assert list(found["I-22.slot_published"].examples) == [1, 2, 3, 4, 5]
    assert found["I-22.slot_published"].has_more
    assert not found["I-22.user_created"].has_more


@pytest.mark.usefixtures("world")
def test_all_is_well_after_ordinary_work(flask, told):
    checks = told("doctor")
    assert {check["code"]: check["result"] for check in checks if check["result"] != "ok"}.keys() <= {
        "secret_key", "base_url", "database",  # the tests' own server and key
        "mail", "worker", "outbox",  # nobody is at work
    }  # fmt: skip
    assert len(checks) == len({check["code"] for check in checks})
    assert flask("doctor").stderr.startswith("0 failures, ")


@pytest.mark.usefixtures("world")
def test_a_failure_is_told_and_ends_with_1(flask, told, monkeypatch):
    monkeypatch.setattr(doctor_database, "list_missing_rules", lambda: ["calls_check"])
    failed = flask("doctor", exit_code=1)
    assert "Constraints and triggers" in failed.stdout
    assert "FAIL    missing: calls_check" in failed.stdout
    assert failed.stderr.startswith("1 failure, ")
    codes = {check["code"]: check["result"] for check in told("doctor", exit_code=1)}
    assert codes["rules"] == "failure"


@pytest.mark.usefixtures("app")
def test_a_migrated_database_has_all_its_rules():
    assert doctor_database.list_missing_rules() == []


TRIGGERS_GONE = {
    "sqlite": ("DROP TRIGGER calls_status_steps_update", "calls_status_steps_update"),
    "postgresql": ("ALTER TABLE calls DISABLE TRIGGER calls_check", "calls_check"),
}


@pytest.mark.usefixtures("app")
def test_a_lost_trigger_and_a_lost_index_are_missed(database):
    statement, name = TRIGGERS_GONE[database]
    db.session.execute(text(statement))
    db.session.execute(text("DROP INDEX uq_calls_active_slot"))
    assert doctor_database.list_missing_rules() == [name, "uq_calls_active_slot"]


@pytest.mark.usefixtures("lawless")
def test_every_trigger_is_missed_when_all_are_gone(database):
    missing = set(doctor_database.list_missing_rules())
    if database == "sqlite":
        assert missing >= doctor_database.TRIGGERS["sqlite"]
    else:
        assert missing >= {"slots_no_overlap", "commitments_no_overlap", "ck_slots_length", "ck_calls_own_slot"}


@pytest.mark.usefixtures("app")
def test_every_trigger_of_the_database_is_known(database):
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    assert set(db.session.scalars(text(names[database]))) == doctor_database.TRIGGERS[database]


@pytest.mark.usefixtures("lawless")
def test_rows_that_point_at_nothing_are_found_on_sqlite(database):
    db.session.execute(delete(User).where(User.id == 3), execution_options={"synchronize_session": False})
    expected = ["calls", "commitments"] if database == "sqlite" else []
    assert [table for table in doctor_database.list_orphans() if table in ("calls", "commitments")] == expected


@pytest.mark.usefixtures("app")
def test_the_database_is_named_with_what_makes_it_lose_what_it_saved(database):
    state = doctor_database.examine()
    names = {"sqlite": "SQLite 3.", "postgresql": "PostgreSQL "}
    assert state.name.startswith(names[database])
    # The tests' own server is quick and forgetful.
    forgetful = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
    assert state.wrong_settings == (() if database == "sqlite" else forgetful)
    assert state.revision == state.head


def test_unsafe_settings_of_sqlite_are_a_failure(tmp_path, monkeypatch):
    monkeypatch.setattr(import_module("app.db.session"), "SQLITE_PRAGMAS", ("foreign_keys=OFF", "synchronous=OFF"))
    told = doctor_of(f"sqlite:///{tmp_path}/new.db").stdout
    assert "foreign_keys=0, journal_mode=delete, synchronous=0" in told
    assert "Database    FAIL" in told


def doctor_of(url: str, **settings: object):
    app = create_app(Config.for_tests(database_url=url, **settings))
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["doctor"])
    with app.app_context():
        db.engine.dispose()
    return result


def test_a_new_database_is_told_to_migrate(tmp_path):
    result = doctor_of(f"sqlite:///{tmp_path}/new.db")
    assert result.exit_code == 1
    assert "run flask db upgrade" in result.stdout


def test_a_database_that_cannot_be_reached_is_told(tmp_path):
    result = doctor_of(f"sqlite:///{tmp_path}/no/such/folder/new.db")
    assert result.exit_code == 1
    assert "unable to open database file" in result.stdout


def test_settings_that_only_suit_a_trial_are_warned_of(tmp_path):
    result = doctor_of(f"sqlite:///{tmp_path}/new.db", clock_offset="+3d", base_url="http://localhost")
    warnings = [line.split("  ")[0] for line in result.stdout.splitlines() if " WARN " in line]
    assert warnings == ["Secret key", "Address", "Clock", "Mail"]
