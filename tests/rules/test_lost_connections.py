"""Connections that break while they rest, while they read, and while they write (fault F-17)."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.db import db, transact, version
from app.db.rest import look_after_rest
from app.services import subjects
from tests.factories import ADMIN

DATABASES = ("postgresql",)

OTHERS = """
    SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def ask(query):
    return db.session.execute(text(query)).scalar_one()


@pytest.fixture(autouse=True)
def _own_connections(app):
    """Begin without connections, and leave none that is broken.

    One that was made by a test at another time is newer to the pool than what has broken since.
    """
    db.engine.dispose()
    yield
    db.session.close()
    db.engine.dispose()


@pytest.fixture
def break_all(app):
    """Return what breaks all connections of the application, by a connection that it does not know."""

    def all_of_them():
        with db.engine.connect() as own:
            own.detach()
            return own.execute(text(OTHERS)).scalar_one()

    return all_of_them


@pytest.fixture
def rest(app, monkeypatch):
    """Have a connection rest for as long as that before it is looked after: `rest(seconds)`."""

    def let(seconds):
        monkeypatch.setitem(look_after_rest.__globals__, "REST", seconds)

    let(60)
    return let


def lay_down(count):
    """Leave so many connections in the pool, and return their numbers."""
    connections = [db.engine.connect() for _ in range(count)]
    numbers = [one.execute(text("SELECT pg_backend_pid()")).scalar_one() for one in connections]
    for one in connections:
        one.close()
    return numbers


def test_a_server_that_goes_away_spoils_no_answer_given_before(app, rest, break_all):
    with app.app_context():
        assert ask("SELECT 1") == 1
        assert break_all() >= 1
    with app.app_context():
        assert ask("SELECT 1") == 1


def test_a_connection_that_is_lost_is_let_go_of_without_a_word(app, rest, break_all):
    """Whoever is answered that it did not work now is not answered a second time."""
    with app.app_context():
        assert ask("SELECT 1") == 1
        break_all()
        with pytest.raises(OperationalError):
            ask("SELECT 1")
    with app.app_context():
        assert ask("SELECT 1") == 1


def test_what_broke_while_it_rested_is_replaced_before_it_is_used(app, rest, break_all):
    before = lay_down(3)
    break_all()
    rest(0)
    with app.app_context():
        assert ask("SELECT pg_backend_pid()") not in before


def test_what_was_used_a_moment_ago_is_used_again_as_it_is(app, rest, monkeypatch):
    before = lay_down(3)
    monkeypatch.setattr(db.engine.dialect, "do_ping", pytest.fail)
    with app.app_context():
        assert ask("SELECT pg_backend_pid()") in before


def test_one_that_is_found_broken_takes_all_others_with_it(app, rest, break_all):
    lay_down(3)
    break_all()
    with app.app_context(), pytest.raises(OperationalError):
        ask("SELECT 1")
    for _ in range(3):
        with app.app_context():
            assert ask("SELECT 1") == 1


def test_the_state_of_the_data_is_asked_for_again(app, rest, break_all):
    before = version()
    lay_down(3)
    break_all()
    assert version() == before


def test_what_was_written_over_a_lost_connection_is_written_again_and_once(app, rest, break_all, now):
    broken = []

    def work():
        subjects.add(actor=ADMIN, name="Algebra", now=now)
        if not broken:
            broken.append(break_all())
        subjects.add(actor=ADMIN, name="Geometry", now=now)

    transact(work)
    assert len(broken) == 1
    assert ask("SELECT string_agg(name, ', ' ORDER BY name) FROM subjects") == "Algebra, Geometry"


def test_what_may_have_been_committed_is_not_written_again(app, rest, break_all, now):
    attempts = []

    def work():
        attempts.append(1)
        subjects.add(actor=ADMIN, name="Algebra", now=now)
        break_all()

    with pytest.raises(OperationalError):
        transact(work)
    assert db.is_in_doubt
    assert attempts == [1]
