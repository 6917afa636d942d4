"""PostgreSQL's disk is full: nobody is told of a booking that is not there, and once there is room all goes on."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial

import psycopg
import pytest
from flask_migrate import upgrade

from app import create_app
from app.db import db
from app.domain.clock import utc_now
from config import Config
from tests import factories
from tests.architecture.tree import ROOT
from tests.databases import INITDB, PrivateServer, create_database
from tests.deploy.held import probe, wait_until
from tests.invariants import check_invariants
from tests.races.served import Person, serve
from tests.races.worlds import count

DATABASES = ("postgresql",)
pytestmark = pytest.mark.usefixtures("database")
SIZE = 128 * 2**20
# What is answered lies in the log, which outlives PostgreSQL, if not the machine.
SETTINGS = "-c fsync=off"
DATA, LOG = (
    ("-D", "{small}/data", "-X", "{folder}/wal"),
    ("-D", "{folder}/data", "-X", "{small}/wal", "--wal-segsize=1"),
)
# More than what is left of the log's files.
MUCH = "SELECT pg_logical_emit_message(false, 'ballast', repeat('x', 1000000)) FROM generate_series(1, 200)"


@pytest.fixture
def server():
    """Return a server that is not made yet, with a small disk of its own in its folder."""
    server = PrivateServer()
    server.small = server.folder / "small"
    server.run("mkdir", str(server.small))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=777", "coachbook", str(server.small)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        server.remove()
        pytest.skip("nobody but root may mount a disk, and not everywhere")
    try:
        yield server
        with suppress(subprocess.CalledProcessError):  # it may have ended by itself
            server.stop()
    finally:
        subprocess.run(["umount", "--lazy", str(server.small)], check=True)
        server.remove()


@contextmanager
def programme(server: PrivateServer, places: tuple[str, ...]) -> Iterator[str]:
    """Make a database with its data or its log on the small disk; yield its address."""
    server.run("initdb", *(place.format(folder=server.folder, small=server.small) for place in places), *INITDB)
    data = "small/data" if places == DATA else "data"
    server.start(data, SETTINGS)
    url = create_database(str(server.folder), "full")
    with create_app(Config.for_tests(database_url=url)).app_context():
        upgrade(directory=str(ROOT / "migrations"))
        try:
            yield url
        finally:
            db.session.rollback()
            db.engine.dispose()


@contextmanager
def full(server):
    """Leave no room on the small disk, as whatever else lies there may."""
    ballast = server.small / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass
    try:
        assert os.statvfs(server.small).f_bavail == 0
        yield
    finally:
        ballast.unlink()


def open_times(how_many):
    """Let Alice offer so many times, and Bob have an account."""
    now = utc_now().replace(minute=0, second=0, microsecond=0)
    alice, _ = factories.coach("alice", now=now), factories.person("bob", now=now)
    return [factories.slot(alice, now + timedelta(days=2, hours=2 * number), now=now) for number in range(how_many)]


def forms(bob, slots):
    """Open the page of each slot; return what books it."""
    return [
        partial(bob.submit, f"/slots/{slot}/book", bob.form(f"/slots/{slot}", f"/slots/{slot}/book")) for slot in slots
    ]


def is_back(server, address):
    """Start PostgreSQL as whoever made room does; return whether pages are served."""
    if probe(address).status == 200:
        return True
    with suppress(subprocess.CalledProcessError):  # it may be trying by itself
        server.start("data", SETTINGS)
    return False


def test_where_nothing_can_be_added_bookings_are_refused_and_all_is_read(server, tmp_path):
    """Fault F-28: the disk with the tables."""
    with programme(server, DATA) as url, serve(url, tmp_path / "log") as address:
        slots = open_times(4)
        bob = Person(address, "bob")
        booking = forms(bob, slots)
        with full(server):
            for answer in [book() for book in booking]:
                assert (answer.status, answer.retry_after) == (503, "5")
                assert "Nothing was changed." in answer.html
                assert "Try again</button>" in answer.html
            assert bob.get("/slots").status == bob.get("/calls").status == probe(address).status == 200
            assert count("calls") == 0
        assert [book().status for book in booking] == [200] * len(slots)
        assert count("calls WHERE status = 'confirmed'") == len(slots)
        check_invariants()


def test_where_the_log_has_no_room_postgresql_ends_and_what_was_told_is_there_when_it_is_back(server, tmp_path):
    """Fault F-28: the disk with the log; invariant I-18."""
    with programme(server, LOG) as url, serve(url, tmp_path / "log") as address:
        slots = open_times(4)
        bob = Person(address, "bob")
        told, *later = forms(bob, slots)
        with full(server):
            assert told().status == 200
            db.session.rollback()
            with pytest.raises(psycopg.OperationalError), psycopg.connect(url, autocommit=True) as connection:
                connection.execute(MUCH)
            for answer in [book() for book in later]:
                assert (answer.status, answer.retry_after) == (503, "5")
                assert "Nothing was changed." in answer.html
            assert probe(address).status == 503
        wait_until(lambda: is_back(server, address))
        db.engine.dispose()
        assert count("calls WHERE status = 'confirmed'") == 1
        assert [book().status for book in later] == [200] * len(later)
        assert count("calls WHERE status = 'confirmed'") == len(slots)
        check_invariants()
