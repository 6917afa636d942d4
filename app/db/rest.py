"""Whether a connection that has rested in the pool is still one."""

from time import monotonic
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

# In seconds. What was used a moment ago is used again as it is: to ask first would be one message more for each
# request, and one that finds its connection broken has the pool make all of them anew.
REST = 1.0


def look_after_rest(engine: Engine) -> None:
    """Look whether a connection lives before it is used again, if it has rested; replace it, and all older, if not."""

    @event.listens_for(engine, "checkin")
    def lay_down(_dbapi_connection: Any, record: Any) -> None:
        record.info["rests_since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def look(dbapi_connection: Any, record: Any, _proxy: object) -> None:
        since = record.info.get("rests_since")
        if since is None or monotonic() - since < REST:
            return
        try:
            engine.dialect.do_ping(dbapi_connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError() from error
