"""docs/reliability.md: every result of the proof, as a table."""

import os
import platform
import sqlite3
from collections.abc import Sequence

from app.domain.clock import utc_now
from tests.architecture.tree import ROOT
from tests.proof.results import Result

PAGE = ROOT / "docs" / "reliability.md"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "": "none"}
TEXT = """# What the proof has seen

Written by `make proof`, from nothing but what it has counted; nobody edits it. Last run on {day}, on {processors}
processors, with Python {python}, SQLite {sqlite}, {postgresql}.

A storm is 8 to 16 processes that are let go at one moment. **Tried** is how often; **wrong** is how often it was not as
it must be. Nothing wrong does not prove that nothing ever is: **below** is the rate that it lies under with 95 %
confidence, 3 divided by what was tried; where all was tried that there is, there is no such rate. A seeded bug is
planted to see that its check finds it: **wrong** counts those that were not found.

| what | database | tried | wrong | below |
| --- | --- | ---: | ---: | ---: |
{rows}

The kinds of storm are those of `tests/proof/storms.py`; histories are judged by `tests/proof/history.py`, which has
tests of its own on histories that are wrong. `make proof` without `PROOF_SIZE` tries 100,000 storms in processes and
10,000 over HTTP with 1,000 deaths of web workers, on each database.
"""


def write(results: Sequence[Result], *, postgresql: str) -> None:
    """Write the page anew."""
    text = TEXT.format(
        day=utc_now().date(),
        processors=os.cpu_count(),
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        postgresql=postgresql,
        rows="\n".join(_row(result) for result in sorted(results, key=lambda one: (one.what, one.database))),
    )
    PAGE.write_text(text, "utf-8")


def _row(result: Result) -> str:
    bound = f"1 in {1 / result.bound:,.0f}" if result.bound and result.bound < 1 else ""
    return f"| {result.what} | {NAMES[result.database]} | {result.n:,} {result.unit} | {result.seen} | {bound} |"
