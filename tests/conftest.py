"""The world of the tests: an application on either database, emptied before each test, at one fixed instant."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, BrowserType, expect, sync_playwright
from sqlalchemy import event, text

from app import create_app
from app.db import Base, db
from app.domain import clock, passwords
from app.domain.policy import Policy
from app.web import pace
from config import Config
from tests.databases import copy_file, create_database, private_postgresql

# What is asserted outside a test would fail without a word.
pytest.register_assert_rewrite("tests.invariants", "tests.pages", "tests.properties")

DATABASES = ("sqlite", "postgresql")  # a module for which one is enough has a DATABASES of its own
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
# An example that took long on a machine at work on something else proves nothing. Who works on the code is to find new
# examples; what judges a change tries the same ones as at the change before.
settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("patient")
# In ms, for a browser; much longer than any page takes, as the machine may be at work on something else.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)  # a Monday
# Where Linux keeps files in memory, and how much of it must be free, in bytes: containers have little of it.
MEMORY, ROOM = "/dev/shm", 256 * 2**20
RESTART_NUMBERS = """
    SELECT setval(format('%I.%I', schemaname, sequencename), start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=DATABASES, help="run on this database alone")
    parser.addoption("--write-mails", action="store_true", help="write the golden files of mails and calendars anew")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        only = metafunc.config.getoption("--database")
        databases = [name for name in getattr(metafunc.module, "DATABASES", DATABASES) if only in (None, name)]
        metafunc.parametrize("database", databases, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, rather than skip, what the only database is not enough for."""
    left_out = [item for item in items if "NOTSET" in item.name]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    slow, passwords.hasher = passwords.hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    passwords.hasher = slow


@pytest.fixture(scope="session")
def worker() -> str:
    """Return the name of this test process."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Return the socket folder of this test process's own server."""
    with private_postgresql() as folder:
        yield folder


@pytest.fixture(scope="session")
def quick_folder() -> Iterator[Path]:
    """Return a folder in memory, if the system has one with room: a commit there waits for no disk."""
    has_room = Path(MEMORY).is_dir() and shutil.disk_usage(MEMORY).free >= ROOM
    with TemporaryDirectory(prefix="coachbook-", dir=MEMORY if has_room else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def database_url(database: str, request: pytest.FixtureRequest) -> str:
    """Return the address of this test process's own database, migrated and empty."""
    return new_database(database, request, "test")


def new_database(database: str, request: pytest.FixtureRequest, name: str) -> str:
    """Make a database, migrated and empty, and return its address."""
    if database == "sqlite":
        url = f"sqlite:///{request.getfixturevalue('quick_folder') / f'{name}.db'}"
    else:
        url = create_database(request.getfixturevalue("postgresql"), name)
    app = create_app(Config.for_tests(database_url=url))
    with app.app_context():
        upgrade(directory=str(Path(app.root_path).parent / "migrations"))
        db.engine.dispose()
    if database == "sqlite":
        shutil.copy(url.removeprefix("sqlite:///"), url.removeprefix("sqlite:///") + ".empty")
    return url


@pytest.fixture(scope="session")
def _session_app(database_url: str) -> Iterator[Flask]:
    app = create_app(Config.for_tests(database_url=database_url))
    yield app
    with app.app_context():
        db.engine.dispose()


def empty(app: Flask, database_url: str) -> None:
    """Take every row away, whatever the triggers say of deleting, and what is counted in memory."""
    pace.readings.forget()
    if database_url.startswith("sqlite"):
        path = database_url.removeprefix("sqlite:///")
        with app.app_context():
            db.engine.dispose()
        copy_file(f"{path}.empty", path)
        return
    with app.app_context(), db.engine.begin() as connection:
        # A tenth of the time that TRUNCATE takes for so many tables with hardly a row.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("; ".join(f"DELETE FROM {table.name}" for table in Base.metadata.sorted_tables)))
        connection.execute(text(RESTART_NUMBERS))


@pytest.fixture
def app(_session_app: Flask, database_url: str) -> Iterator[Flask]:
    """Return the application on an empty database, with its context pushed."""
    empty(_session_app, database_url)
    with ExitStack() as stack:
        stack.enter_context(_session_app.app_context())
        yield _session_app
        db.session.rollback()


@pytest.fixture(autouse=True)
def _same_clock() -> Iterator[None]:
    """Take back what an application of the test's own did to the one clock."""
    yield
    clock.set_offset(timedelta(0))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the browser, started once."""
    with sync_playwright() as playwright, launch(playwright.chromium) as browser:
        yield browser


def launch(chromium: BrowserType, **settings: object) -> Browser:
    """Start the browser."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "Chromium is not installed"
    return chromium.launch(executable_path=path, args=list(FLAGS), **settings)


@pytest.fixture
def now() -> datetime:
    """Return the instant at which tests happen."""
    return NOW


@pytest.fixture
def at_now() -> Iterator[time_machine.Traveller]:
    """Stop the clock at `now`; move it with `.move_to(instant)`."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def policy() -> Policy:
    """Return the limits that a new installation has."""
    return Policy()


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """Return a block that collects the statements sent to the database in it: `with count_queries() as sent`."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            sent.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting
