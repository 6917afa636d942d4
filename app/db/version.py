"""Whether anything has been written since: the database knows, of every process."""

from collections.abc import Hashable
from itertools import count

from app.db.session import db

# To plan a list for the values that somebody asks for takes as long as to answer it, and its plan is the same for all.
# A statement that a connection has sent five times is prepared; from then on its plan is kept, in this transaction.
SNAPSHOT = "SELECT pg_current_snapshot()::text, set_config('plan_cache_mode', 'force_generic_plan', true)"

_connections = count()


def version() -> Hashable:
    """Return what is the same again only if nothing has been committed in between, by whomever.

    It is for reading lists: what is read after it is at least as new, and PostgreSQL plans it alike for all until the
    transaction ends. A snapshot of PostgreSQL names all transactions that it does not see; each connection of SQLite
    counts by itself what others have committed, and what it has changed.
    """
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        return str(connection.exec_driver_sql(SNAPSHOT).scalar_one())
    pooled = connection.connection
    number = pooled.info.setdefault("number", next(_connections))
    of_others = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
    return number, of_others, pooled.driver_connection.total_changes  # type: ignore[union-attr]  # it is open
