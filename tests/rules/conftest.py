"""A connection into a small right world, past every service."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Connection

from app.db import db
from tests.rules.sql import WORLD, run


@pytest.fixture
def world(app: Flask) -> Iterator[Connection]:
    """Return a connection, in a transaction, to a database with the rows of WORLD."""
    with db.engine.connect() as connection:
        run(connection, *WORLD)
        yield connection
        connection.rollback()
