"""What a database holds at some moment, kept to be put back into an empty one: far quicker than doing it all again."""

from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Row, Table, insert, select, text

from app.db import Base, db
from tests.databases import copy_file

NUMBERS = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"


class Snapshot:
    """The rows of all tables, and the numbers that come next."""

    def __init__(self, app: Flask, database_url: str) -> None:
        """Keep what there is; the database is SQLite's file, or PostgreSQL."""
        self.file = Path(database_url.removeprefix("sqlite:///")) if database_url.startswith("sqlite") else None
        self.rows: dict[Table, list[dict[str, Any]]] = {}
        with app.app_context():
            if self.file:
                db.engine.dispose()
                copy_file(self.file, f"{self.file}.kept")
                return
            with db.engine.begin() as connection:
                self.numbers = [_told(row) for row in connection.execute(text(NUMBERS))]
                for table in Base.metadata.sorted_tables:
                    columns = [column for column in table.columns if column.computed is None]
                    if rows := connection.execute(select(*columns)).all():
                        self.rows[table] = [_told(row) for row in rows]

    def put_back(self, app: Flask) -> None:
        """Fill the database of this application, which is empty."""
        with app.app_context():
            if self.file:
                db.engine.dispose()
                copy_file(f"{self.file}.kept", self.file)
                return
            with db.engine.begin() as connection:
                # They were checked, and did what they cause, when they were written first.
                connection.execute(text("SET LOCAL session_replication_role = replica"))
                for table, rows in self.rows.items():
                    connection.execute(insert(table), rows)
                connection.execute(text("SELECT setval(CAST(:sequencename AS regclass), :last_value)"), self.numbers)


def _told(row: Row[Any]) -> dict[str, Any]:
    return dict(row._mapping)
