"""What is counted of storms, told every hundred: what is broken off in the middle has not been for nothing."""

from collections.abc import Iterator
from time import monotonic, sleep

import pytest
from sqlalchemy import text

from app.db import db
from tests.invariants import check_invariants
from tests.proof.results import Result, tell
from tests.races.crowd import Crowd

FAILED = pytest.StashKey[bool]()
EVERY = 100
# In seconds, for those who leave.
PATIENCE = 30
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
CONTENTION = "deadlocks, or a lock that was not to be had"


class Count:
    """The storms of one race, of which those that were told are not told again."""

    def __init__(self, kind: str, database: str) -> None:
        self.kind = kind
        self.database = database
        self._crowds: list[Crowd] = []
        self._storms = 0
        self._contention = 0

    def follow(self, crowd: Crowd) -> None:
        """Count what this crowd does; before each storm, all those before it have been judged."""
        self._crowds.append(crowd)
        crowd.before_rush = self._settle

    def tell(self, *, wrong: int = 0, deadlocks: int = 0) -> None:
        """Tell of all storms since the last time."""
        storms = sum(crowd.rushes for crowd in self._crowds) - self._storms
        contention = max(sum(crowd.contention for crowd in self._crowds), deadlocks) - self._contention
        self._storms += storms
        self._contention += contention
        tell(Result(self.kind, storms, "storms", wrong, self.database))
        tell(Result(CONTENTION, storms, "storms", contention, self.database))

    def _settle(self) -> None:
        if sum(crowd.rushes for crowd in self._crowds) - self._storms >= EVERY:
            check_invariants()
            self.tell()


def count_deadlocks() -> int:
    """Return how often PostgreSQL has had to break a deadlock in this database, once all others have left it.

    Its processes report as they leave, which they do a moment after whom they served.
    """
    if db.engine.dialect.name == "sqlite":
        return 0
    db.session.rollback()
    db.engine.dispose()
    until = monotonic() + PATIENCE
    while db.session.scalar(text(OTHERS)) and monotonic() < until:
        db.session.rollback()
        sleep(0.02)
    db.session.rollback()
    statement = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    return int(db.session.scalar(statement) or 0)


@pytest.hookimpl(wrapper=True)
def remember_failure(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """Remember whether a race was lost: what has been counted in it is told afterwards."""
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report
