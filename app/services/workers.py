"""Which workers live, as they report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db
from app.models import WorkerBeat

# A worker reports every 15 seconds; one that has not for so long is gone, or stuck.
LATE = timedelta(seconds=90)
FORGOTTEN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WorkerState:
    """A worker, when it last reported, and what keeps it from sending mail."""

    name: str
    started_at: datetime
    seen_at: datetime
    trouble: str

    def is_late(self, now: datetime) -> bool:
        """Return whether it should have reported since."""
        return now - self.seen_at > LATE


def beat(name: str, *, started_at: datetime, trouble: str, now: datetime) -> None:
    """Report that a worker lives."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    living = insert(WorkerBeat).values(name=name, started_at=started_at, seen_at=now, trouble=trouble)
    db.session.execute(living.on_conflict_do_update(index_elements=["name"], set_={"seen_at": now, "trouble": trouble}))
    db.session.execute(delete(WorkerBeat).where(WorkerBeat.seen_at < now - FORGOTTEN))


def leave(name: str) -> None:
    """Report that a worker stops in order."""
    db.session.execute(delete(WorkerBeat).where(WorkerBeat.name == name))


def list_workers() -> Sequence[WorkerState]:
    """Return the workers that have not stopped in order, the last to report in front."""
    rows = db.session.scalars(select(WorkerBeat).order_by(WorkerBeat.seen_at.desc(), WorkerBeat.name))
    return [WorkerState(row.name, row.started_at, row.seen_at, row.trouble) for row in rows]
