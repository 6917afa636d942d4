"""A server whose bookings are held in the middle of their transactions, for as long as a test likes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic, sleep
from urllib.error import HTTPError
from urllib.request import urlopen

import psycopg

from app.domain.clock import utc_now
from tests import factories
from tests.races.served import Answer

PATIENCE = 60
HOLD = """
    CREATE TABLE held AS SELECT true AS yes;
    CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- No lock, which would be waited for no longer than lock_timeout.
        WHILE EXISTS (SELECT FROM held) LOOP
            -- statement_timeout comes once for each statement.
            BEGIN PERFORM pg_sleep(0.05); EXCEPTION WHEN query_canceled THEN NULL; END;
        END LOOP;
        RETURN NEW;
    END $$;
    CREATE TRIGGER hold BEFORE INSERT ON calls FOR EACH ROW EXECUTE FUNCTION hold();
"""
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"


@contextmanager
def holding(database_url: str) -> Iterator[Callable[[int], None]]:
    """Hold each booking on its way; yield what waits until so many are held. All go on at the end."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(HOLD)
        try:
            yield lambda count: wait_until(lambda: connection.execute(WAITING).fetchone() == (count,))
        finally:
            connection.execute("DELETE FROM held")


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until this is so."""
    until = monotonic() + PATIENCE
    while not holds():
        assert monotonic() < until, "it does not come to it"
        sleep(0.05)


def pairs(count: int) -> list[tuple[str, int]]:
    """Make so many students, each with the time of a coach of their own; return their names and these times."""
    now = utc_now().replace(minute=0, second=0, microsecond=0)
    made = []
    for number in range(count):
        factories.person(f"student{number}", now=now)
        coach = factories.coach(f"coach{number}", now=now)
        made.append((f"student{number}", factories.slot(coach, now + timedelta(days=2), now=now)))
    return made


def probe(address: str, path: str = "/readyz") -> Answer:
    """Ask as a balancer does."""
    try:
        with urlopen(address + path, timeout=30) as answer:
            return Answer(answer.status, answer.read().decode())
    except HTTPError as error:
        with error:
            return Answer(error.code, error.read().decode())
