"""PostgreSQL goes back to a moment between two bookings, from a base copy and the archive, as the recipe says."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import psycopg
import pytest
from flask_migrate import upgrade

from app import create_app
from app.db import db
from config import Config
from tests import factories
from tests.architecture.tree import ROOT
from tests.conftest import NOW
from tests.databases import INITDB, PrivateServer, postgresql_url
from tests.invariants import check_invariants
from tests.races.worlds import count

RECIPE = (ROOT / "docs/operations.md").read_text("utf-8")
COPY = re.search(r"pg_basebackup -D .*?\) (.*?) +#", RECIPE).group(1).split()
DATABASES = ("postgresql",)


@pytest.fixture
def server() -> Iterator[PrivateServer]:
    server = PrivateServer()
    yield server
    server.stop()
    server.remove()


def ask(server: PrivateServer, query: str) -> str:
    """Return what the database answers."""
    with psycopg.connect(host=str(server.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
        return str(connection.execute(query).fetchone()[0])


def wait_for(server: PrivateServer, query: str) -> None:
    """Wait until the database says yes."""
    until = monotonic() + 120
    while ask(server, query) != "True":
        assert monotonic() < until, query
        sleep(0.05)


def recipe(pattern: str, server: PrivateServer) -> str:
    """Return a setting as the recipe has it, with the archive in this server's folder."""
    return re.search(pattern, RECIPE).group(1).replace("/srv/wal", f"{server.folder}/wal")


@pytest.mark.usefixtures("database")
def test_what_came_after_the_moment_is_gone_and_all_before_is_there(server):
    command = recipe(r"(?m)^archive_command = '(.*)'$", server)
    server.run("initdb", "-D", f"{server.folder}/data", *INITDB)
    server.run("mkdir", f"{server.folder}/wal")
    settings = Path(server.folder, "data/postgresql.auto.conf")
    settings.write_text(f"archive_mode = on\narchive_command = '{command}'\n")
    server.start(settings="")
    app = create_app(Config.for_tests(database_url=postgresql_url(str(server.folder), "postgres")))
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        alice, bob = factories.coach("alice"), factories.person("bob")
        slots = [factories.slot(alice, NOW + timedelta(days=2, hours=3 * number)) for number in range(3)]
        factories.call(slots[0], bob)
        server.run("pg_basebackup", "-h", str(server.folder), "-U", "postgres", "-D", f"{server.folder}/base", *COPY)
        factories.call(slots[1], bob)
        moment = ask(server, "SELECT clock_timestamp()")
        factories.call(slots[2], bob)
        forget_connections()
        last = ask(server, "SELECT pg_walfile_name(pg_switch_wal())")
        wait_for(server, f"SELECT last_archived_wal >= '{last}' FROM pg_stat_archiver")
        server.stop()
        go_back(server, moment)
        assert count("calls") == 2
        assert count("calls WHERE slot_id = :slot", slot=slots[1]) == 1
        check_invariants()
        forget_connections()


def forget_connections() -> None:
    db.session.rollback()
    db.engine.dispose()


def go_back(server: PrivateServer, moment: str) -> None:
    """Start the base copy with what the recipe writes into it."""
    base = Path(server.folder, "base")
    lines = re.findall(r'(?m)^echo "(.*)" >> postgresql\.auto\.conf$', RECIPE)
    assert len(lines) == 3
    lines[1] = re.sub(r"'.*'", f"'{moment}'", lines[1])
    written = "\n".join(lines).replace("/srv/wal", f"{server.folder}/wal")
    with (base / "postgresql.auto.conf").open("a") as settings:
        settings.write(f"{written}\n")
    server.run("touch", f"{base}/recovery.signal")
    server.start("base", settings="")
    wait_for(server, "SELECT NOT pg_is_in_recovery()")
