"""How every connection is set up, and how a writing transaction begins."""

import os
import signal
import sqlite3
import threading
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import text

from app import create_app
from app.db import db, transact
from config import Config
from tests import factories


def ask(query):
    return db.session.execute(text(query)).scalar_one()


@pytest.fixture
def sqlite_path(app, database_url):
    if not database_url.startswith("sqlite"):
        pytest.skip("SQLite alone has this")
    return database_url.removeprefix("sqlite:///")


@pytest.fixture
def _on_postgresql(app, database_url):
    if database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL alone has this")


@pytest.mark.usefixtures("sqlite_path")
def test_sqlite_keeps_keys_logs_ahead_and_waits():
    settings = {name: ask(f"PRAGMA {name}") for name in ("foreign_keys", "journal_mode", "synchronous", "busy_timeout")}
    assert settings == {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "busy_timeout": 10000}


@pytest.mark.usefixtures("sqlite_path")
def test_every_table_on_sqlite_is_strict():
    lax = "SELECT group_concat(name) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict"
    names = (ask(lax) or "").split(",")
    assert {name for name in names if not name.startswith("sqlite_")} == {"alembic_version"}


def can_write(path):
    other = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return False
    finally:
        other.close()
    return True


def test_a_writing_transaction_on_sqlite_holds_the_only_pen_from_its_beginning(sqlite_path):
    assert not transact(lambda: can_write(sqlite_path))
    assert can_write(sqlite_path)


def test_a_reading_transaction_on_sqlite_leaves_the_pen_to_others(sqlite_path):
    factories.person("bob")
    assert ask("SELECT count(*) FROM users") == 1
    assert db.session.in_transaction()
    assert can_write(sqlite_path)


@pytest.mark.usefixtures("_on_postgresql")
@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("timezone", "UTC"),
        ("lock_timeout", "3s"),
        ("statement_timeout", "10s"),
        ("idle_in_transaction_session_timeout", "15s"),
    ],
)
def test_postgresql_never_waits_for_ever(setting, value):
    assert ask(f"SHOW {setting}") == value


@pytest.mark.usefixtures("_on_postgresql")
@pytest.mark.parametrize(
    ("more", "bounds"),
    [
        ("", {"connect_timeout": "5", "tcp_user_timeout": "15000", "keepalives_idle": "10"}),
        ("&connect_timeout=2", {"connect_timeout": "2", "tcp_user_timeout": "15000", "keepalives_idle": "10"}),
    ],
)
def test_a_machine_that_is_gone_is_not_waited_for_longer_than_is_said(database_url, more, bounds):
    with create_app(Config.for_tests(database_url=database_url + more)).app_context():
        with db.engine.connect() as connection:
            told = connection.connection.driver_connection.info.get_parameters()
        assert {name: told.get(name) for name in bounds} == bounds
        db.engine.dispose()


@pytest.mark.usefixtures("_on_postgresql")
def test_a_server_that_lets_nobody_in_is_told_as_away(database_url, request):
    postmaster = int(Path(request.getfixturevalue("postgresql"), "data/postmaster.pid").read_text().split()[0])
    app = create_app(Config.for_tests(database_url=database_url))
    began = monotonic()
    os.kill(postmaster, signal.SIGSTOP)
    try:
        answer = app.test_client().get("/readyz")
    finally:
        os.kill(postmaster, signal.SIGCONT)
    assert (answer.status_code, answer.json["database"]) == (503, "unreachable")
    assert monotonic() - began < 5 + 5


def test_an_application_that_is_made_has_neither_connection_nor_thread_so_that_workers_can_be_forked(database_url):
    before = set(threading.enumerate())
    app = create_app(Config.for_tests(database_url=database_url))
    with app.app_context():
        assert db.connections_in_use == 0
        assert db.engine.pool.checkedin() == 0
    assert set(threading.enumerate()) <= before
