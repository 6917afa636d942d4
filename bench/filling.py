"""A scratch database with very many slots, laid down by the database itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from app import create_app
from app.db import EPOCH, MICROSECOND, db
from app.domain.policy import Policy
from config import Config
from tests.databases import create_database, private_postgresql

LENGTH = Policy().slot_length
COACHES = 500

# First coaches, then students. Half of each coach's slots have passed; at one time each call has another student.
PEOPLE = """
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :coaches + :students)
    INSERT INTO users (id, email, name, timezone, locale, password_hash, stamp, created_at, confirmed_at)
    SELECT n, 'person' || n || '@example.org', 'Person ' || n, 'UTC', 'en', '', 'token ' || n, {long_ago}, {long_ago}
    FROM numbers
"""
PROFILES = """
    INSERT INTO coach_profiles (user_id, headline, about, place, created_at)
    SELECT id, '', '', '', created_at FROM users WHERE id <= :coaches
"""
SLOTS = """
    WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < :each - 1)
    INSERT INTO slots (coach_id, starts_at, ends_at, wall_time, timezone, place, status, created_at, withdrawn_at,
                       withdraw_reason)
    SELECT user_id, {start}, {start} + {length}, '', 'UTC', 'Library', 'open', {long_ago}, NULL, ''
    FROM numbers, coach_profiles ORDER BY user_id, n
"""
CALLS = """
    INSERT INTO calls (slot_id, coach_id, student_id, starts_at, ends_at, status, note, version, booked_at, move_reason,
                       cancel_reason)
    SELECT id, coach_id, :coaches + 1 + ((coach_id - 1) * (:students / :coaches) + (id - 1) % :each) % :students,
           starts_at, ends_at, 'confirmed', '', 1, created_at, '', ''
    FROM slots WHERE (id + coach_id) % :every = 1
"""
WITHDRAWALS = """
    UPDATE slots SET status = 'withdrawn', withdrawn_at = {long_ago} WHERE (id + coach_id) % 20 = 0
"""


class Size:
    """A programme of 200 coaches and 5,000 students, or so many times that."""

    def __init__(self, times: int = 1) -> None:
        self.times = times
        self.coaches, self.students, self.slots, self.bookings = (times * one for one in (200, 5_000, 20_000, 10_000))


@contextmanager
def scratch(kind: str, **server: str) -> Iterator[Flask]:
    """Make an empty, migrated database of a kind; yield an application on it, and throw it away."""
    with TemporaryDirectory() as folder:
        if kind == "sqlite":
            yield from _application(f"sqlite:///{folder}/bench.db")
        else:
            with private_postgresql(**server) as folder:
                yield from _application(create_database(folder, "bench"))


def _application(url: str) -> Iterator[Flask]:
    app = create_app(Config.for_tests(database_url=url))
    with app.app_context():
        upgrade(directory=str(Path(app.root_path).parent / "migrations"))
        yield app
        db.session.close()
        db.engine.dispose()


def fill(rows: int, *, now: datetime, coaches: int = COACHES, students: int | None = None, every: int = 5) -> None:
    """Lay down `rows` slots of all coaches around `now`, and let the database count what it has.

    One of `every` so many is booked; there are as many students as coaches unless told otherwise.
    """
    each = rows // coaches
    first = now - each // 2 * LENGTH + timedelta(minutes=30)
    values = {"start": f"{_instant(first)} + n * {_length()}", "length": _length(), "long_ago": _instant(EPOCH)}
    counts = {"coaches": coaches, "students": students or coaches, "each": each, "every": every}
    connection = db.session.connection(execution_options={"writes": True})
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
    for statement in (PEOPLE, PROFILES, SLOTS, CALLS, WITHDRAWALS):
        connection.execute(text(statement.format(**values)), {n: c for n, c in counts.items() if f":{n}" in statement})
    db.session.commit()
    # As time would: what is counted is what is there, and not what was deleted before.
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as alone:
        alone.execute(text("ANALYZE" if _is_sqlite() else "VACUUM ANALYZE"))


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _instant(at: datetime) -> str:
    return str((at - EPOCH) // MICROSECOND) if _is_sqlite() else f"timestamptz '{at.isoformat()}'"


def _length() -> str:
    return str(LENGTH // MICROSECOND) if _is_sqlite() else f"interval '{LENGTH.total_seconds()} seconds'"
