"""What the proof has seen: so many tries of one thing, and how often it went wrong."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

# Of these all are tried that there are, each of which is right or wrong: no rate is guessed from them.
WHOLE = {"bugs", "pages", "rules", "starts"}


@dataclass(frozen=True)
class Result:
    """One line: what was tried, how often (`unit` says of what), how often it was wrong, on which database."""

    what: str
    n: int
    unit: str
    seen: int
    database: str

    @property
    def bound(self) -> float | None:
        """Return below which rate it lies with 95 % confidence when nothing was seen: the rule of three."""
        return 3 / self.n if self.n and not self.seen and self.unit not in WHOLE else None


def tell(result: Result) -> None:
    """Add a result to the file that PROOF_RESULTS names, if it does."""
    with open(os.environ.get("PROOF_RESULTS", os.devnull), "a", encoding="utf-8") as file:
        file.write(f"{json.dumps(asdict(result))}\n")


def read(path: Path) -> list[Result]:
    """Return the results of a file; those of the same thing on the same database as one."""
    return add(Result(**json.loads(line)) for line in path.read_text("utf-8").splitlines())


def add(results: Iterable[Result]) -> list[Result]:
    """Add up what was tried several times, in the order in which each first came."""
    sums: dict[tuple[str, str, str], Result] = {}
    for one in results:
        key = (one.what, one.unit, one.database)
        before = sums.get(key)
        n, seen = (before.n, before.seen) if before else (0, 0)
        sums[key] = Result(one.what, n + one.n, one.unit, seen + one.seen, one.database)
    return list(sums.values())
