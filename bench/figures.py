"""How fast figures are read, of 1,000 coaches with 50,000 ended calls: `python -m bench.figures --database sqlite`."""

import argparse
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from statistics import quantiles
from time import perf_counter

from flask import current_app
from rich.console import Console
from rich.table import Table

from app.db import db
from app.domain.clock import utc_now
from app.domain.periods import Period, Range
from app.services import figures, reports, student_hours
from app.web.figure_words import headlines
from app.web.figures import figures_of
from bench.filling import fill, scratch

COACHES = 1000
# Half of them have passed, and every fifth is booked.
SLOTS = 500_000
TIMES = 40


def main() -> None:
    """Fill scratch databases and print how long each reading takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append", help="default: both")
    asked = parser.parse_args()
    table = Table("database", "what is read", "p50 ms", "p95 ms")
    for kind in asked.database or ["sqlite", "postgresql"]:
        with scratch(kind):
            now = utc_now()
            fill(SLOTS, now=now, coaches=COACHES)
            for what, taken in measure(now):
                cuts = quantiles(taken, n=20)
                table.add_row(kind, what, f"{cuts[9]:.1f}", f"{cuts[18]:.1f}")
    Console().print(table)


def measure(now: datetime) -> Iterator[tuple[str, list[float]]]:
    """Time a coach's figures, the words and plots made of them, a student's hours, and reports of everybody."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # a context of its own for each reading
    everything = Period(now - timedelta(days=366), now, "UTC")

    def coach(which: Range) -> figures.CoachFigures:
        return figures.read_coach(7, which, timezone="Europe/Lisbon", now=now)

    def dashboard() -> None:
        with app.test_request_context("/dashboard"):
            found = coach(Range.TWELVE_WEEKS)
            headlines(found)
            figures_of(found)

    readings: tuple[tuple[str, Callable[[], object], int], ...] = (
        ("a coach, 12 weeks", partial(coach, Range.TWELVE_WEEKS), TIMES),
        ("a coach, all", partial(coach, Range.ALL), TIMES),
        ("a coach, with words and plots", dashboard, TIMES),
        ("a student's hours", partial(student_hours.read, COACHES + 7, timezone="UTC", now=now), TIMES),
        ("report of coaches, a year", partial(reports.list_coaches, everything, now=now), 5),
        ("report of weeks, a year", partial(reports.list_steps, everything, now=now), 5),
    )
    for what, read, times in readings:
        yield what, [_timed(read) for _ in range(times)]


def _timed(read: Callable[[], object]) -> float:
    db.session.rollback()
    began = perf_counter()
    read()
    return 1000 * (perf_counter() - began)


if __name__ == "__main__":
    main()
