"""How fast coaches are found: `python -m bench.coaches --coaches 1000 --rows 100000 --database sqlite`."""

import argparse
from collections.abc import Iterator
from datetime import datetime
from statistics import quantiles
from time import perf_counter

from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from app.db import db, transact
from app.domain.clock import utc_now
from app.domain.policy import Policy
from app.domain.search import Criteria, Sort, TimeOfDay
from app.services import coach_views, coach_words
from app.services.bookability import Booking
from bench.filling import fill, scratch

TIMES = 40
POLICY = Policy()
SEARCHES = {
    "nothing": Criteria(),
    "a word of many": Criteria(words="coach"),
    "a word of some": Criteria(words="chess op"),
    "a word as typed": Criteria(words="ma"),
    "a place": Criteria(place="lis"),
    "by price": Criteria(sort=Sort.PRICE),
    "evenings": Criteria(time=TimeOfDay.EVENING),
    "free this week": Criteria(is_this_week=True),
}
# Of a thousand coaches every tenth is found by the second word, and every fourth by the third.
PROFILES = """
    UPDATE coach_profiles SET headline = 'Coach of ' || CASE WHEN user_id % 10 = 0 THEN 'chess openings'
        WHEN user_id % 4 = 0 THEN 'mathematics' ELSE 'languages' END,
        place = CASE WHEN user_id % 5 = 0 THEN 'Lisbon' ELSE 'Porto' END,
        rate_cents = 2000 + user_id, currency = 'EUR'
"""


def main() -> None:
    """Fill scratch databases and print how long the list of coaches takes, its one statement and all around it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coaches", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=100_000, help="how many slots")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append", help="default: both")
    asked = parser.parse_args()
    table = Table("database", "reader", "search", "found", "p50 ms", "p95 ms")
    for kind in asked.database or ["sqlite", "postgresql"]:
        with scratch(kind):
            now = utc_now()
            fill(asked.rows, now=now, coaches=asked.coaches)
            transact(_describe)
            for line in _measure(asked.coaches, now):
                table.add_row(kind, *line)
    Console().print(table)


def _describe() -> None:
    db.session.execute(text(PROFILES))
    coach_words.refresh_all()


def _measure(coaches: int, now: datetime) -> Iterator[tuple[str, ...]]:
    for reader, number in (("visitor", None), ("student", coaches + 1)):
        for search, criteria in SEARCHES.items():
            booking, taken, found = Booking(number, POLICY, now), [], 0
            for _ in range(TIMES):
                began = perf_counter()
                found = coach_views.list_coaches(booking, criteria).count
                taken.append(1000 * (perf_counter() - began))
                db.session.commit()
            cuts = quantiles(taken, n=20)
            yield reader, search, str(found), f"{cuts[9]:.1f}", f"{cuts[18]:.1f}"


if __name__ == "__main__":
    main()
