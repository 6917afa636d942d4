"""The database: engine and session, column types, and the one way to write."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from typing import Any, ClassVar, TypeVar

from flask import Flask, current_app, g
from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Date,
    DateTime,
    Dialect,
    Engine,
    ExceptionContext,
    Integer,
    MetaData,
    Text,
    create_engine,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator, TypeEngine
from tenacity import (
    RetryError,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_after_delay,
    wait_random_exponential,
)

from app.domain.errors import Unavailable

T = TypeVar("T")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# What both databases can count to.
LARGEST_NUMBER = 2**63 - 1

# Serialization failure, deadlock, lock not available: the transaction was undone whole and may be run again.
CONTENTION = {"40001", "40P01", "55P03"}
# No such table or column: not migrated; read-only.
UNUSABLE = {"42P01", "42703", "25006"}
ATTEMPTS = 3
# After that no other attempt begins: whoever waits for an answer is told, and their thread is free again.
PATIENCE = timedelta(seconds=9)

# Compiling a statement (jit) takes longer than any of ours does.
POSTGRESQL_OPTIONS = (
    "-c timezone=UTC -c jit=off -c lock_timeout=3s -c statement_timeout=10s -c idle_in_transaction_session_timeout=15s"
)
SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000")


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC instant: `timestamptz` on PostgreSQL, whole microseconds since 1970 on SQLite.

    SQLite's STRICT tables know no date type, and text in two spellings would not compare; an integer always does.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return (value - EPOCH) // MICROSECOND if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        instant: datetime = EPOCH + value * MICROSECOND if dialect.name == "sqlite" else value.astimezone(UTC)
        return instant


class Flag(TypeDecorator[bool]):
    """Yes or no: `boolean` on PostgreSQL, 1 or 0 on SQLite, whose STRICT tables know no such type."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class PlainDate(TypeDecorator[date]):
    """A day without a zone: `date` on PostgreSQL, text like 2027-03-01 on SQLite, whose order is that of the days."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return date.fromisoformat(value) if dialect.name == "sqlite" and value is not None else value


class JSONDocument(TypeDecorator[Any]):
    """A JSON document: `jsonb` on PostgreSQL, text on SQLite (STRICT tables know no JSON type)."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else JSONB())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return json.dumps(value, ensure_ascii=False, sort_keys=True) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return json.loads(value) if dialect.name == "sqlite" else value


class Base(DeclarativeBase):
    """Every table; text has no length in its type and whole numbers are 64 bits on both databases."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTCDateTime,
        date: PlainDate,
        bool: Flag,
        int: BigInteger().with_variant(Integer, "sqlite"),
        str: Text,
        dict[str, Any]: JSONDocument,
    }


class Database:
    """The engine of an application, and one session for each of its contexts: a request, a command, a job."""

    metadata = Base.metadata

    def init_app(self, app: Flask, url: str) -> None:
        """Give the application its engine; nothing connects before the first query."""
        options: dict[str, Any] = {"connect_args": {"timeout": 10}}
        if not url.startswith("sqlite"):
            options = {"pool_pre_ping": True, "connect_args": {"options": POSTGRESQL_OPTIONS}}
        app.extensions["engine"] = create_engine(url, hide_parameters=True, **options)
        app.teardown_appcontext(self._close)

    @property
    def engine(self) -> Engine:
        """Return the engine of the current application."""
        engine: Engine = current_app.extensions["engine"]
        return engine

    @property
    def session(self) -> Session:
        """Return the session of the current context."""
        if "session" not in g:
            # It forgets what it read when a transaction ends: triggers and other processes change rows behind its back.
            g.session = Session(self.engine)
        session: Session = g.session
        return session

    @staticmethod
    def _close(_error: BaseException | None) -> None:
        session: Session | None = g.pop("session", None)
        if session is None:
            return
        try:
            session.close()
        except DBAPIError:
            # The server has gone, and the transaction with it: the answer that is given already stands.
            session.invalidate()


db = Database()


@event.listens_for(Engine, "connect")
def _prepare_sqlite(dbapi_connection: Any, _record: object) -> None:
    if isinstance(dbapi_connection, sqlite3.Connection):
        # The driver's own BEGIN comes late and breaks savepoints; _begin_sqlite says it instead.
        dbapi_connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            dbapi_connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        # A reader that turns writer halfway fails with "locked"; a writer waits its turn at the beginning.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@event.listens_for(Engine, "handle_error")
def _keep_values_out(context: ExceptionContext) -> None:
    """Cut off what PostgreSQL tells of the row, so that the log of a bug holds nobody's phone or hash (SEC-39)."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args and isinstance(error.args[0], str):
            error.args = (error.args[0].partition("\n")[0], *error.args[1:])


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


def transact(work: Callable[[], T]) -> T:
    """Run `work` in one writing transaction, commit it, and return what it returned.

    Everything is rolled back if it raises. It is run again, up to three times and for some ten seconds, when the
    database undid it for contention alone; then Unavailable is raised. Transactions do not nest.
    """
    session = db.session
    if "asked_at" in session.info:
        raise RuntimeError("a transaction is already open: only edges open one, around one service call")
    attempts = Retrying(
        retry=retry_if_exception(is_contention),
        stop=stop_after_attempt(ATTEMPTS) | stop_after_delay(PATIENCE),
        wait=wait_random_exponential(multiplier=0.05, max=0.5),
    )
    session.info["asked_at"] = monotonic()
    try:
        result: T = attempts(_run, work)
        return result
    except RetryError as error:
        raise Unavailable() from error
    finally:
        del session.info["asked_at"]


def _run(work: Callable[[], T]) -> T:
    session = db.session
    session.commit()  # ends the reading transaction in which the signed-in person was found
    try:
        session.connection(execution_options={"writes": True})
        result = work()
        session.commit()
    except BaseException:
        session.rollback()
        raise
    return result


def waited() -> timedelta:
    """Return how long ago the open transaction was asked for: locks waited for and earlier attempts included."""
    present = monotonic()
    return timedelta(seconds=present - db.session.info.get("asked_at", present))
