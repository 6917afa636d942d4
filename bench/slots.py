"""How fast the list of open slots opens: `python -m bench.slots --rows 10000 --rows 1000000 --database sqlite`."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from statistics import median
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import event

from app.db import db
from app.domain.clock import utc_now
from app.domain.policy import Policy
from app.services.bookability import Booking
from app.services.paging import encode_cursor
from app.services.slot_views import list_open
from bench.filling import COACHES, fill, scratch

TIMES = 30
POLICY = Policy()

# Who reads; the student has a call in every fifth slot of one coach.
READERS = {"visitor": None, "student": COACHES + 1}


def main() -> None:
    """Fill scratch databases and print medians and plans."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, action="append", help="how many slots; give it twice to compare")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append", help="default: both")
    parser.add_argument("--plans", action="store_true", help="print how the database found the rows")
    asked = parser.parse_args()
    console, table = Console(), Table("database", "slots", "reader", "page", "median ms", "slowest ms")
    for kind in asked.database or ["sqlite", "postgresql"]:
        for rows in asked.rows or [10_000, 1_000_000]:
            with scratch(kind):
                now = utc_now()
                began = perf_counter()
                fill(rows, now=now)
                console.print(f"{kind}: {rows:,} slots laid down in {perf_counter() - began:.0f} s")
                for line in measure(rows, now, console if asked.plans else None):
                    table.add_row(kind, f"{rows:,}", *line)
    console.print(table)


def measure(rows: int, now: datetime, console: Console | None) -> Iterator[tuple[str, ...]]:
    """Time the first page and one deep in, for each reader; show the plan to a console."""
    span = rows // COACHES // 2 * POLICY.slot_length
    deep = encode_cursor(now + min(span, POLICY.booking_horizon) * 0.75, 0)
    for reader, number in READERS.items():
        for page, cursor in (("first", None), ("deep", deep)):
            booking = Booking(number, POLICY, now)
            taken = [_timed(booking, cursor) for _ in range(TIMES)]
            yield reader, page, f"{1000 * median(taken):.1f}", f"{1000 * max(taken):.1f}"
            if console:
                console.print(f"\n{reader}, {page} page:\n{_plan(booking, cursor)}", markup=False, soft_wrap=True)


def _timed(booking: Booking, cursor: str | None) -> float:
    began = perf_counter()
    page = list_open(booking, cursor=cursor)
    taken = perf_counter() - began
    if not page.next_cursor:
        raise RuntimeError("a page that is not full says nothing")
    db.session.rollback()
    return taken


@contextmanager
def listening() -> Iterator[list[tuple[str, Any]]]:
    """Collect the statements sent meanwhile, with their parameters."""
    said: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        said.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", listen)
    yield said
    event.remove(db.engine, "before_cursor_execute", listen)


def _plan(booking: Booking, cursor: str | None) -> str:
    with listening() as said:
        list_open(booking, cursor=cursor)
    statement, parameters = said[-1]
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN (ANALYZE, BUFFERS)"
    rows = db.session.connection().exec_driver_sql(f"{explain} {statement}", parameters).all()
    db.session.rollback()
    return "\n".join(str(row[-1]) for row in rows)


if __name__ == "__main__":
    main()
