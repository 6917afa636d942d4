"""Many people at once, each over a connection of their own."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from statistics import quantiles
from threading import Lock
from time import perf_counter
from typing import TypeVar

from bench.slices import SECONDS, Seen

PEOPLE = 16
Job = TypeVar("Job")
# Does a job over a connection, and says whether it was granted.
Do = Callable[[HTTPConnection, Job], bool]


def clients(address: str, jobs: Iterator[Job], do: Do[Job]) -> Callable[[], Seen]:
    """Return what lets people do one job after the other for the length of a slice; refused ones do not count."""
    guard = Lock()

    def work(until: float) -> list[float]:
        connection, took = HTTPConnection(address), []
        while (began := perf_counter()) < until:
            with guard:
                job = next(jobs)
            if do(connection, job):
                took.append(perf_counter() - began)
        connection.close()
        return took

    def ask() -> Seen:
        began = perf_counter()
        with ThreadPoolExecutor(PEOPLE) as people:
            found = [people.submit(work, began + SECONDS) for _ in range(PEOPLE)]
            took = [1000 * one for each in found for one in each.result()]
        seconds = perf_counter() - began
        if len(took) < 2:
            raise RuntimeError(f"{address} has granted next to nothing")
        cuts = quantiles(took, n=100)
        return Seen(len(took), seconds, cuts[49], cuts[98], 0)

    return ask


def rush(address: str, jobs: Sequence[Job], do: Do[Job]) -> tuple[int, float]:
    """Let all do their job at the same moment; return how many were granted, and the longest answer in seconds."""
    connections = [HTTPConnection(address) for _ in jobs]
    for connection in connections:
        connection.connect()

    def work(connection: HTTPConnection, job: Job) -> tuple[bool, float]:
        began = perf_counter()
        return do(connection, job), perf_counter() - began

    with ThreadPoolExecutor(len(jobs)) as people:
        found = list(people.map(work, connections, jobs))
    for connection in connections:
        connection.close()
    return sum(granted for granted, _ in found), max(took for _, took in found)
