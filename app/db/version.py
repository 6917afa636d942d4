"""Whether anything has been written since: the database knows, of every process."""

from collections.abc import Hashable
from itertools import count

from sqlalchemy.exc import DBAPIError

from app.db.session import db

SNAPSHOT = "SELECT pg_current_snapshot()::text"
# To plan a list for the values that somebody asks for takes as long as to answer it, and its plan is the same for all.
# A statement that a connection has sent five times is prepared; from then on its plan is kept, in this transaction.
PLAN_ALIKE = "SET LOCAL plan_cache_mode = force_generic_plan"

_connections = count()


def version() -> Hashable:
    """Return what is the same again only if nothing has been committed in between, by whomever.

    What is read after it is at least as new. A snapshot of PostgreSQL names all transactions that it does not see; each
    connection of SQLite counts by itself what others have committed, and what it has changed.
    """
    if db.engine.dialect.name == "postgresql":
        return _snapshot()
    connection = db.session.connection()
    pooled = connection.connection
    number = pooled.info.setdefault("number", next(_connections))
    of_others = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
    return number, of_others, pooled.driver_connection.total_changes  # type: ignore[union-attr]  # it is open


def plan_alike() -> None:
    """Have PostgreSQL plan what is read in this transaction alike for all who ask."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(PLAN_ALIKE)


def _snapshot() -> str:
    try:
        return _ask()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        # Nothing hangs on the connection that broke, and another may be had.
        return _ask()


def _ask() -> str:
    # Outside a transaction it is one message and its answer; and each one hands the interpreter to another thread.
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        return str(connection.exec_driver_sql(SNAPSHOT).scalar_one())
