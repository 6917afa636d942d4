"""Run the proof on both databases and write docs/reliability.md from what it saw: `make proof`.

PROOF_SIZE is a share of the goal: 1 is 100,000 storms, 10,000 more over HTTP, and the mail of 1,000 bookings, on each.
What is seen is added, as it is seen, to the file that PROOF_RESULTS names, so that a long proof may be run in parts,
some of PARTS at a time if they are named, and be broken off; the part "page" only writes what was counted so far.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from math import ceil
from pathlib import Path

from tests.architecture.tree import ROOT
from tests.conftest import DATABASES
from tests.databases import version
from tests.proof import table
from tests.proof.results import read
from tests.proof.storms import KINDS

STORMS, BOOKINGS = 100_000, 1000
# More would need slots further ahead than anybody may publish.
ROUNDS = 1000
# The fewest that are a storm; `make races` lets twice as many go.
CROWD = "8"


def run(parts: Sequence[str]) -> int:
    """Run these parts, or all; return 0 if nothing was wrong."""
    size = float(os.environ.get("PROOF_SIZE") or 1)
    with tempfile.TemporaryDirectory() as folder:
        results = Path(os.environ.get("PROOF_RESULTS") or Path(folder, "results")).absolute()
        sizes = {"PROOF_SIZE": str(size), "PROOF_RESULTS": str(results)}
        wanted = [PARTS[name] for name in parts or PARTS]
        codes = [code for database in DATABASES for prove in wanted for code in prove(database, size, sizes)]
        table.write(read(results), postgresql=version())
    sys.stdout.write(table.PAGE.read_text("utf-8"))
    return max(codes, default=0)


def _races(database: str, size: float, sizes: dict[str, str]) -> list[int]:
    each = ceil(STORMS * size / len(KINDS))
    passes = ceil(each / ROUNDS)
    rounds = str(ceil(each / passes))
    storms = ("tests/races", "-k", " or ".join(KINDS))
    return [_pytest(database, *storms, **sizes, RACE_ROUNDS=rounds, RACE_CROWD=CROWD) for _ in range(passes)]


def _mails(database: str, size: float, sizes: dict[str, str]) -> list[int]:
    killing = ("tests/races/test_mail.py", "tests/races/test_planted_faults.py")
    return [_pytest(database, *killing, **sizes, MAIL_BOOKINGS=str(ceil(BOOKINGS * size)))]


def _fire(database: str, _size: float, sizes: dict[str, str]) -> list[int]:
    return [_pytest(database, "tests/proof", **sizes)]


def _page(_database: str, _size: float, _sizes: dict[str, str]) -> list[int]:
    """Run nothing: what was counted before is written, as of a proof that was broken off."""
    return []


PARTS = {"races": _races, "mails": _mails, "fire": _fire, "page": _page}


def _pytest(database: str, *arguments: str, **sizes: str) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-n", os.environ.get("PARALLEL", "2"), "--database", database]
    return subprocess.run([*command, *arguments], cwd=ROOT, env={**os.environ, **sizes}, check=False).returncode


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
