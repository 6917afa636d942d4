"""The engine of an application, and the session of each of its contexts."""

import sqlite3
from typing import Any

from flask import Flask, current_app, g
from psycopg import RawCursor, RawServerCursor
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from app.db.columns import Base
from app.db.rest import look_after_rest

# Compiling a statement (jit) takes longer than any of ours does, and so does weighing every order in which the dozen
# tables of a rule-bound list could be joined: 40 ms, where 4 at a time take 2 and find the same. What an index names
# is in memory, or on a disk that need not move a head; priced at four pages read in order, PostgreSQL rather reads and
# sorts all of a small table.
POSTGRESQL_OPTIONS = (
    "-c timezone=UTC -c jit=off -c join_collapse_limit=4 -c random_page_cost=1.1"
    " -c lock_timeout=3s -c statement_timeout=10s -c idle_in_transaction_session_timeout=15s"
)
# The driver would wait two minutes for a server that lets nobody in, and the system a quarter of an hour or more for
# one whose machine is gone. In seconds; only what is sent and not received is waited for in milliseconds.
POSTGRESQL_BOUNDS = {
    "connect_timeout": 5,
    "tcp_user_timeout": 15_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
# Seconds for which a request waits while all connections of its process are at work: whoever waits is told soon, and
# their thread is free again.
CONNECTION_PATIENCE = 3
SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000")


class Database:
    """The engine of an application, and one session for each of its contexts: a request, a command, a job."""

    metadata = Base.metadata

    def init_app(self, app: Flask, url: str) -> None:
        """Give the application its engine; nothing connects before the first query."""
        options: dict[str, Any] = {"connect_args": {"timeout": 10}}
        if not url.startswith("sqlite"):
            arguments = {**_bounds(url), "options": POSTGRESQL_OPTIONS}
            options = {"paramstyle": "numeric_dollar", "connect_args": arguments}
        engine = create_engine(url, hide_parameters=True, pool_timeout=CONNECTION_PATIENCE, **options)
        if engine.dialect.name == "postgresql":
            event.listen(engine, "connect", _send_as_written)
            look_after_rest(engine)
        app.extensions["engine"] = engine
        app.teardown_appcontext(self._close)

    @property
    def engine(self) -> Engine:
        """Return the engine of the current application."""
        engine: Engine = current_app.extensions["engine"]
        return engine

    @property
    def connections_in_use(self) -> int:
        """Return how many connections of this process are at work; more than the pool holds, and requests wait."""
        pool = self.engine.pool
        return pool.checkedout() if isinstance(pool, QueuePool) else 0

    @property
    def is_in_doubt(self) -> bool:
        """Whether the connection was lost while a transaction of this context was being committed."""
        return "in_doubt" in g

    @is_in_doubt.setter
    def is_in_doubt(self, is_so: bool) -> None:
        if is_so:
            g.in_doubt = True

    @property
    def session(self) -> Session:
        """Return the session of the current context."""
        if "session" not in g:
            # It forgets what it read when a transaction ends: triggers and other processes change rows behind its back.
            g.session = Session(self.engine)
        session: Session = g.session
        return session

    @staticmethod
    def _close(error: BaseException | None) -> None:
        session: Session | None = g.pop("session", None)
        if session is None:
            return
        try:
            if error is None:
                _end_reading(session)
            session.close()
        except SQLAlchemyError:
            # The server has gone, and the transaction with it: the answer that is given already stands.
            session.invalidate()


def _bounds(url: str) -> dict[str, int]:
    """Return how long a server is waited for, as far as the address itself does not say."""
    return {name: value for name, value in POSTGRESQL_BOUNDS.items() if name not in make_url(url).query}


def _end_reading(session: Session) -> None:
    """End what only reads by a commit: at a rollback the driver forgets the statements that it has prepared."""
    session.expunge_all()
    session.commit()


db = Database()


@event.listens_for(Engine, "connect")
def _prepare_sqlite(dbapi_connection: Any, _record: object) -> None:
    if isinstance(dbapi_connection, sqlite3.Connection):
        # The driver's own BEGIN comes late and breaks savepoints; _begin_sqlite says it instead.
        dbapi_connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            dbapi_connection.execute(f"PRAGMA {pragma}")


def _send_as_written(dbapi_connection: Any, _record: object) -> None:
    """Send statements with the server's own placeholders: the driver would look for its own in each long one anew."""
    dbapi_connection.cursor_factory, dbapi_connection.server_cursor_factory = RawCursor, RawServerCursor


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
