"""Run the proof on both databases and write docs/reliability.md from what it saw: `make proof`.

PROOF_SIZE is a share of the goal: 1 is 100,000 storms, 10,000 more over HTTP, and the mail of 1,000 bookings, on each.
What is seen is added to the file that PROOF_RESULTS names, so that a long proof may be run in parts.
"""

import os
import subprocess
import sys
import tempfile
from math import ceil
from pathlib import Path

from tests.architecture.tree import ROOT
from tests.conftest import DATABASES
from tests.databases import version
from tests.proof import table
from tests.proof.results import read
from tests.proof.storms import KINDS

STORMS, BOOKINGS = 100_000, 1000
# More would need slots further ahead than anybody may book.
ROUNDS = 200


def run() -> int:
    """Return 0 if nothing was wrong."""
    size = float(os.environ.get("PROOF_SIZE") or 1)
    with tempfile.TemporaryDirectory() as folder:
        results = Path(os.environ.get("PROOF_RESULTS") or Path(folder, "results")).absolute()
        sizes = {"PROOF_SIZE": str(size), "PROOF_RESULTS": str(results)}
        codes = [code for database in DATABASES for code in _prove(database, size, sizes)]
        table.write(read(results), postgresql=version())
    sys.stdout.write(table.PAGE.read_text("utf-8"))
    return max(codes)


def _prove(database: str, size: float, sizes: dict[str, str]) -> list[int]:
    each = ceil(STORMS * size / len(KINDS))
    passes = ceil(each / ROUNDS)
    races = ("tests/races", "-k", " or ".join(KINDS))
    codes = [_pytest(database, *races, **sizes, RACE_ROUNDS=str(ceil(each / passes))) for _ in range(passes)]
    mails = ("tests/races/test_mail.py", "-k", "workers_that_die")
    codes.append(_pytest(database, *mails, **sizes, MAIL_BOOKINGS=str(ceil(BOOKINGS * size))))
    codes.append(_pytest(database, "tests/proof", **sizes))
    return codes


def _pytest(database: str, *arguments: str, **sizes: str) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-n", os.environ.get("PARALLEL", "2"), "--database", database]
    return subprocess.run([*command, *arguments], cwd=ROOT, env={**os.environ, **sizes}, check=False).returncode


if __name__ == "__main__":
    sys.exit(run())
