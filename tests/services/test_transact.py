"""The one way to write: whole or not at all, again when others were in the way."""

import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError

from app.db import ATTEMPTS, db, is_contention, transact
from app.domain import errors
from app.models import Slot, Subject
from app.services import subjects
from tests import factories
from tests.factories import ADMIN

pytestmark = pytest.mark.usefixtures("app")


class Undone(Exception):
    """What a driver raises, with PostgreSQL's code."""

    def __init__(self, sqlstate):
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


def database_error(original):
    return OperationalError("SELECT 1", {}, original)


CONTENTION = [
    database_error(Undone("40001")),
    database_error(Undone("40P01")),
    database_error(Undone("55P03")),
    database_error(sqlite3.OperationalError("database is locked")),
    database_error(sqlite3.OperationalError("database table is busy")),
]
OTHER = [
    database_error(Undone("57014")),
    database_error(sqlite3.OperationalError("no such table: x")),
    IntegrityError("INSERT", {}, sqlite3.IntegrityError("database is locked")),
    errors.SlotTaken(),
    ValueError("locked"),
]


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda seconds: None)


def names():
    db.session.rollback()
    return db.session.scalars(select(Subject.name)).all()


def adding(name, now, *then):
    failures = list(then)

    def work():
        number = subjects.add(actor=ADMIN, name=name, now=now)
        if failures:
            raise failures.pop(0)
        return number

    return work


def test_what_is_done_is_kept_and_answered(now):
    number = transact(adding("Algebra", now))
    assert number > 0
    assert names() == ["Algebra"]
    assert not db.session.in_transaction() or db.session.scalar(select(func.count()).select_from(Subject)) == 1


@pytest.mark.parametrize("error", [*OTHER, KeyboardInterrupt()], ids=repr)
def test_any_error_undoes_everything_at_once_and_passes_on(error, now):
    attempts = []
    with pytest.raises(type(error)):
        transact(lambda: attempts.append(1) or adding("Algebra", now, error)())
    assert attempts == [1]
    assert names() == []
    assert transact(lambda: "free again") == "free again"


@pytest.mark.parametrize("error", CONTENTION, ids=repr)
def test_contention_is_tried_again_from_a_clean_start(error, now):
    assert transact(adding("Algebra", now, *[error] * (ATTEMPTS - 1))) > 0
    assert names() == ["Algebra"]


@pytest.mark.parametrize("error", CONTENTION, ids=repr)
def test_lasting_contention_is_told_as_busy_after_three_attempts(error, now):
    attempts = []
    with pytest.raises(errors.Unavailable):
        transact(lambda: attempts.append(1) or adding("Algebra", now, error)())
    assert len(attempts) == ATTEMPTS == 3
    assert names() == []


def test_no_attempt_begins_when_the_wait_has_been_long(now, monkeypatch):
    monkeypatch.setitem(transact.__globals__, "PATIENCE", timedelta(0))
    attempts = []
    with pytest.raises(errors.Unavailable):
        transact(lambda: attempts.append(1) or adding("Algebra", now, CONTENTION[0])())
    assert attempts == [1]
    assert names() == []


def test_contention_is_told_from_everything_else():
    assert all(is_contention(error) for error in CONTENTION)
    assert not any(is_contention(error) for error in OTHER)


def test_a_transaction_in_a_transaction_is_refused_and_nothing_is_kept(now):
    def nested():
        adding("Algebra", now)()
        transact(adding("Geometry", now))

    with pytest.raises(RuntimeError, match="already open"):
        transact(nested)
    assert names() == []


def test_what_triggers_changed_is_read_anew():
    alice, bob = factories.coach("alice"), factories.person("bob")
    slot = factories.slot(alice)
    held = db.session.get_one(Slot, slot)
    assert held.status == "open"
    factories.call(slot, bob)
    assert held.status == "booked"
