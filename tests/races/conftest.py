"""Every race has a database of its own, and is over only when its processes are gone and nothing was deadlocked."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app import create_app
from app.db import db
from config import Config
from tests.conftest import empty
from tests.databases import create_database
from tests.proof.results import Result, tell
from tests.proof.storms import KINDS
from tests.races.crowd import Crowd

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """Remember whether a race was lost: what has been counted in it is told afterwards."""
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def rounds() -> int:
    """Return how often a race is run; RACE_ROUNDS=200 is the full measure."""
    return int(os.environ.get("RACE_ROUNDS", "10"))


@pytest.fixture
def race_url(_session_app: Flask, database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a new, migrated and empty database."""
    if database_url.startswith("sqlite"):
        shutil.copy(f"{database_url.removeprefix('sqlite:///')}.empty", tmp_path / "race.db")
        return f"sqlite:///{tmp_path / 'race.db'}"
    empty(_session_app, database_url)
    with _session_app.app_context():
        db.engine.dispose()
    return create_database(request.getfixturevalue("postgresql"), "race", template="test")


@pytest.fixture
def race_app(race_url: str) -> Iterator[Flask]:
    """Return an application on that database, with its context pushed."""
    app = create_app(Config.for_tests(database_url=race_url))
    with app.app_context():
        yield app
        db.session.rollback()
        db.engine.dispose()


@pytest.fixture
def gather(race_app: Flask, race_url: str, request: pytest.FixtureRequest) -> Iterator[Callable[[int], Crowd]]:
    """Gather a crowd of so many processes; the storms are counted."""
    crowds: list[Crowd] = []

    def gather(size: int) -> Crowd:
        crowds.append(Crowd(race_url, size))
        return crowds[-1]

    yield gather
    for crowd in crowds:
        crowd.dismiss()
    deadlocks = count_deadlocks()
    if kind := KINDS.get(request.node.originalname):
        storms, database = sum(crowd.rushes for crowd in crowds), db.engine.dialect.name
        tell(Result(kind, storms, "storms", int(request.node.stash.get(FAILED, True)), database))
        contention = deadlocks + sum(crowd.contention for crowd in crowds)
        tell(Result("deadlocks, or a lock that was not to be had", storms, "storms", contention, database))
    assert deadlocks == 0


def count_deadlocks() -> int:
    """Return how often PostgreSQL has had to break a deadlock in this database; processes report as they leave."""
    if db.engine.dialect.name == "sqlite":
        return 0
    db.session.rollback()
    statement = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    return int(db.session.scalar(statement) or 0)
