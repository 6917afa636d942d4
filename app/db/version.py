"""Whether anything has been written since: the database knows, of every process."""

from collections.abc import Hashable
from itertools import count

from app.db.session import db

_connections = count()


def version() -> Hashable:
    """Return what is the same again only if nothing has been committed in between, by whomever.

    What is read after it is at least as new. A snapshot of PostgreSQL names all transactions that it does not see;
    each connection of SQLite counts by itself what others have committed, and what it has changed.
    """
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        return str(connection.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar_one())
    pooled = connection.connection
    number = pooled.info.setdefault("number", next(_connections))
    of_others = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
    return number, of_others, pooled.driver_connection.total_changes  # type: ignore[union-attr]  # it is open
