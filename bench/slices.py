"""Several servers asked in turn, so that what else the machine does falls on all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import sleep

from bench.trees import cpu_seconds

ROUNDS, SECONDS = 4, 3


@dataclass(frozen=True, slots=True)
class Seen:
    """What clients saw in a slice; times in milliseconds, `size` in bytes of all answers with their headers."""

    requests: int
    seconds: float
    p50: float
    p99: float
    size: int


@dataclass(frozen=True, slots=True)
class Contestant:
    """What is asked for a slice, and the processes that answer: a web server, and the database's.

    `warm` is done before each slice, uncounted: what is due once a minute would come with each slice of three seconds.
    """

    name: str
    ask: Callable[[], Seen]
    web: int
    database: int | None = None
    warm: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """What one contestant did in a few seconds: times in milliseconds, per request where not said otherwise."""

    per_second: float
    web_cpu: float
    database_cpu: float
    p50: float
    p99: float
    size: float

    @property
    def cpu(self) -> float:
        """Return the processor time of a request, of the web server and the database together."""
        return self.web_cpu + self.database_cpu


def measure(contestants: Sequence[Contestant]) -> dict[str, list[Slice]]:
    """Ask each for some seconds, over and over; return all slices by name. The first round only warms up."""
    found: dict[str, list[Slice]] = {one.name: [] for one in contestants}
    for number in range(ROUNDS + 1):
        for one in contestants:
            taken = _slice(one)
            if number:
                found[one.name].append(taken)
    return found


def middle(slices: Sequence[Slice], figure: str) -> float:
    """Return the median of one figure."""
    return median(getattr(one, figure) for one in slices)


def _slice(one: Contestant) -> Slice:
    if one.warm:
        one.warm()
        _let_finish(one)
    before = _cpu(one)
    seen = one.ask()
    if not seen.requests:
        raise RuntimeError(f"{one.name} has answered nothing")
    after = _cpu(one)
    _let_finish(one)
    web, database = (1000 * (now - then) / seen.requests for now, then in zip(after, before, strict=True))
    return Slice(seen.requests / seen.seconds, web, database, seen.p50, seen.p99, seen.size / seen.requests)


def _cpu(one: Contestant) -> tuple[float, float]:
    return cpu_seconds(one.web), cpu_seconds(one.database) if one.database else 0.0


def _let_finish(one: Contestant) -> None:
    """Wait until nobody works any more at what was asked too late in the slice to be answered."""
    before, now = None, _cpu(one)
    while now != before:
        sleep(0.3)
        before, now = now, _cpu(one)
