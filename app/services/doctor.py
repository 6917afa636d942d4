"""Asks of every invariant whether the rows keep it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text

from app.db import db
from app.domain.timezones import to_local
from app.models import Slot
from app.services import coach_words
from app.services.invariants import INVARIANTS, Invariant

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """The first numbers of the rows that break an invariant; none is well."""

    number: str
    name: str
    kind: str
    examples: Sequence[int]
    has_more: bool


def check_invariants(*, now: datetime) -> list[Finding]:
    """Return a finding for every invariant, broken or not."""
    dialect = db.session.connection().dialect.name
    if dialect == "postgresql":
        db.session.execute(text("SET LOCAL statement_timeout = 0"))
    return [*(_ask(invariant, dialect) for invariant in INVARIANTS), _check_wall_times(now), _check_words()]


def _ask(invariant: Invariant, dialect: str) -> Finding:
    breaches = f"({invariant.query(dialect)}) AS breach"
    query = text(f"SELECT DISTINCT number FROM {breaches} ORDER BY number LIMIT {EXAMPLES + 1}")
    numbers = db.session.scalars(query).all()
    return Finding(invariant.number, invariant.name, invariant.kind, numbers[:EXAMPLES], len(numbers) > EXAMPLES)


def _check_wall_times(now: datetime) -> Finding:
    """Find slots ahead that are no longer at the time their coach chose, as when the rules of a zone change."""
    statement = select(Slot.id, Slot.starts_at, Slot.wall_time, Slot.timezone).where(Slot.starts_at > now)
    moved: list[int] = []
    for number, starts_at, wall_time, zone in db.session.execute(statement.execution_options(yield_per=1000)):
        if to_local(starts_at, zone).replace(tzinfo=None).isoformat(timespec="minutes") != wall_time:
            moved.append(number)
    return Finding("I-20", "wall_time", "slot", sorted(moved)[:EXAMPLES], len(moved) > EXAMPLES)


def _check_words() -> Finding:
    """Find coaches whom a search misses, or finds by what is said of them no more."""
    stale = coach_words.list_stale()
    return Finding("I-24", "coach_words", "user", stale[:EXAMPLES], len(stale) > EXAMPLES)
