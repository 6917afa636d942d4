"""The one way to write, and what is made of a database that is in the way or not there."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic
from typing import TypeVar

from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from tenacity import (
    RetryError,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_after_delay,
    wait_random_exponential,
)

from app.db.session import db
from app.domain.errors import Unavailable

T = TypeVar("T")

# Serialization failure, deadlock, lock not available: the transaction was undone whole and may be run again.
CONTENTION = {"40001", "40P01", "55P03"}
# No such table or column: not migrated; read-only.
UNUSABLE = {"42P01", "42703", "25006"}
ATTEMPTS = 3
# After that no other attempt begins: whoever waits for an answer is told, and their thread is free again.
PATIENCE = timedelta(seconds=9)


def is_contention(error: BaseException) -> bool:
    """Return whether the database undid a transaction only because others were in the way."""
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.OperationalError):
        return "locked" in str(error.orig) or "busy" in str(error.orig)
    return getattr(error.orig, "sqlstate", None) in CONTENTION


def is_unreachable(error: BaseException) -> bool:
    """Return whether the database did not answer, broke off, or is unfit: not migrated, read-only, or none."""
    if isinstance(error, (OperationalError, InterfaceError, PoolTimeout)) or type(error) is DatabaseError:
        return True
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in UNUSABLE


def is_used_up(error: BaseException) -> bool:
    """Return whether all connections of this process were at work, which says nothing of the database."""
    return isinstance(error, PoolTimeout)


def transact(work: Callable[[], T]) -> T:
    """Run `work` in one writing transaction, commit it, and return what it returned.

    Everything is rolled back if it raises. It is run again, up to three times and for some ten seconds, when the
    database undid it for contention alone or the connection was lost before the commit; then Unavailable is raised.
    Transactions do not nest.
    """
    session = db.session
    if "asked_at" in session.info:
        raise RuntimeError("a transaction is already open: only edges open one, around one service call")
    attempts = Retrying(
        retry=retry_if_exception(_may_run_again),
        stop=stop_after_attempt(ATTEMPTS) | stop_after_delay(PATIENCE),
        wait=wait_random_exponential(multiplier=0.05, max=0.5),
    )
    session.info["asked_at"] = monotonic()
    try:
        result: T = _rehearse(work) if "rehearsal" in session.info else attempts(_run, work)
        return result
    except RetryError as error:
        raise Unavailable() from error
    finally:
        del session.info["asked_at"]


def _may_run_again(error: BaseException) -> bool:
    """Return whether nothing is kept of a transaction, and another attempt may go better."""
    lost = isinstance(error, DBAPIError) and error.connection_invalidated and not db.is_in_doubt
    return lost or is_contention(error)


def _run(work: Callable[[], T]) -> T:
    session = db.session
    try:
        _begin_to_write(session)
        result = work()
        _commit(session)
    except BaseException:
        session.rollback()
        raise
    return result


def _commit(session: Session) -> None:
    session.flush()
    try:
        session.commit()
    except DBAPIError as error:
        # A connection that is lost between the word and its answer leaves open what became of it.
        db.is_in_doubt = error.connection_invalidated
        raise


def _begin_to_write(session: Session) -> None:
    session.commit()  # ends the reading transaction in which the signed-in person was found
    session.connection(execution_options={"writes": True})


@contextmanager
def rehearsal() -> Iterator[None]:
    """Let what is written meanwhile be seen in this context alone, and take it all back at the end."""
    session = db.session
    session.info["rehearsal"] = "announced"
    try:
        yield
    finally:
        del session.info["rehearsal"]
        session.rollback()


def _rehearse(work: Callable[[], T]) -> T:
    session = db.session
    if session.info["rehearsal"] == "announced":
        _begin_to_write(session)
        session.info["rehearsal"] = "begun"
    result = work()
    session.flush()
    session.expire_all()
    return result


def waited() -> timedelta:
    """Return how long ago the open transaction was asked for: locks waited for and earlier attempts included."""
    present = monotonic()
    return timedelta(seconds=present - db.session.info.get("asked_at", present))
