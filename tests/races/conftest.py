"""Every race has a database of its own, and is over only when its processes are gone and nothing was deadlocked."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.db import db
from config import Config
from tests.conftest import empty
from tests.databases import create_database
from tests.proof.storms import KINDS
from tests.races.counting import FAILED, Count, count_deadlocks, remember_failure
from tests.races.crowd import Crowd
from tests.races.worlds import ROUNDS

pytest_runtest_makereport = remember_failure


@pytest.fixture(scope="session")
def rounds() -> int:
    """Return how often a race is run; RACE_ROUNDS=200 is the full measure."""
    return ROUNDS


@pytest.fixture
def race_url(_session_app: Flask, database_url: str, request: pytest.FixtureRequest, quick_folder: Path) -> str:
    """Return the address of a new, migrated and empty database."""
    if database_url.startswith("sqlite"):
        folder = Path(tempfile.mkdtemp(dir=quick_folder))
        shutil.copy(f"{database_url.removeprefix('sqlite:///')}.empty", folder / "race.db")
        return f"sqlite:///{folder / 'race.db'}"
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
    kind = KINDS.get(request.node.originalname)
    storms = Count(kind, db.engine.dialect.name) if kind else None

    def gather(size: int) -> Crowd:
        crowds.append(Crowd(race_url, size))
        if storms:
            storms.follow(crowds[-1])
        return crowds[-1]

    yield gather
    for crowd in crowds:
        crowd.dismiss()
    deadlocks = count_deadlocks()
    # Of a race that somebody breaks off, nobody knows whether it was lost.
    if storms and FAILED in request.node.stash:
        storms.tell(wrong=int(request.node.stash[FAILED]), deadlocks=deadlocks)
    assert deadlocks == 0
