"""What a process and all that it started have used."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
# In /proc/PID/stat, counted after the name: the parent, and the time of the process and of its children that ended.
PARENT, FIRST_TIME, LAST_TIME = 1, 11, 15


def tree(*roots: int) -> set[int]:
    """Return the processes that live under these, and these."""
    parents = {pid: int(facts[PARENT]) for pid, facts in _stats().items()}
    found, before = set(roots), set[int]()
    while found != before:
        before = set(found)
        found |= {pid for pid, parent in parents.items() if parent in found}
    return found


def cpu_seconds(*roots: int) -> float:
    """Return the processor time of these processes and all that they started."""
    stats, wanted = _stats(), tree(*roots)
    return sum(int(tick) for pid in wanted if pid in stats for tick in stats[pid][FIRST_TIME:LAST_TIME]) / TICKS


def memory(pid: int) -> float:
    """Return a process's own share of memory (PSS), in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024


def _stats() -> dict[int, list[str]]:
    found = {}
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit():
                found[int(folder.name)] = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
    return found
