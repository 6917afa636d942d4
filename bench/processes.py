"""What processes have used of the machine, with all that they started."""

import os
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def families(first: list[int]) -> list[int]:
    """Return these processes and all that they started, as the system tells it."""
    parents = {process: int(facts[1]) for process, facts in _all().items()}
    found = list(first)
    for process in found:
        found += [child for child, parent in parents.items() if parent == process and child not in found]
    return found


def cpu_seconds(first: int) -> float:
    """Return how many seconds of a processor a process and all that it started have used so far."""
    told = _all()
    # Its own, and that of those who have ended.
    return sum(int(told[process][field]) for process in families([first]) for field in range(11, 15)) / TICKS


def memory(process: int) -> int:
    """Return a process's own share of memory (PSS) in KiB."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1])


def _all() -> dict[int, list[str]]:
    found = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            found[int(entry.parent.name)] = entry.read_text().rpartition(")")[2].split()
    return found
