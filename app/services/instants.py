"""Reckoning with instants inside a query, on either database."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from app.db import UTCDateTime


class _Later(GenericFunction[datetime]):
    """An instant, and how many minutes to add to it."""

    type = UTCDateTime()
    inherit_cache = True


@compiles(_Later, "sqlite")
def _in_microseconds(element: _Later, compiler: Any, **settings: Any) -> str:
    instant, minutes = (compiler.process(part, **settings) for part in element.clauses)
    return f"({instant} + {minutes} * 60000000)"


@compiles(_Later, "postgresql")
def _as_interval(element: _Later, compiler: Any, **settings: Any) -> str:
    instant, minutes = (compiler.process(part, **settings) for part in element.clauses)
    return f"({instant} + {minutes} * interval '1 minute')"


def later(instant: Any, minutes: Any) -> ColumnElement[datetime]:
    """Return the instant so many minutes after another."""
    return _Later(instant, minutes)
