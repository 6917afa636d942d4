"""Counting tries against a limit, for all processes at once."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import case, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db
from app.domain.errors import RateLimited
from app.domain.limits import Limit
from app.models import RateHit

KEPT = timedelta(days=1)


def take(*tries: tuple[Limit, str], now: datetime) -> None:
    """Count a try against limits, each with whose it is. Raises RateLimited when there have been enough.

    It is counted in a transaction of its own, before what it is about: a refusal there must not take it back.
    """
    for limit, whose in tries:
        _take(limit, whose, now)


def give_back(*tries: tuple[Limit, str]) -> None:
    """Take back a try that turned out well."""
    keys = [_key(limit, whose) for limit, whose in tries]
    # One of an earlier stretch is gone by now, and must not make room in this one.
    running = RateHit.key.in_(keys) & (RateHit.hits > 0)
    db.session.execute(update(RateHit).where(running).values(hits=RateHit.hits - 1))


def fetch(limit: Limit, whose: str, count: int, *, now: datetime) -> tuple[int, int]:
    """Count up to so many tries at once; return how many there may be, and how many are left after them.

    Raises RateLimited when none is left.
    """
    hits = _count(limit, whose, count, now)
    granted = min(count, limit.times - (hits - count))
    if granted <= 0:
        raise RateLimited(wait=limit.window(now) + limit.per - now)
    return granted, max(limit.times - hits, 0)


def _take(limit: Limit, whose: str, now: datetime) -> None:
    if _count(limit, whose, 1, now) > limit.times:
        raise RateLimited(wait=limit.window(now) + limit.per - now)


def _count(limit: Limit, whose: str, count: int, now: datetime) -> int:
    since = limit.window(now)
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    counting = insert(RateHit).values(key=_key(limit, whose), since=since, hits=count)
    is_running = RateHit.since == counting.excluded.since
    hits = db.session.scalar(
        counting.on_conflict_do_update(
            index_elements=[RateHit.key],
            set_={"hits": case((is_running, RateHit.hits + count), else_=count), "since": counting.excluded.since},
        ).returning(RateHit.hits)
    )
    if hits == count:
        db.session.execute(delete(RateHit).where(RateHit.since < now - KEPT))
    return hits or 0


def _key(limit: Limit, whose: str) -> str:
    return sha256(f"{limit.name} {whose}".encode()).hexdigest()
