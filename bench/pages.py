"""What a page costs beside a bare route and beside django-appointment: `python -m bench.pages`.

Processor time of a request, of web server and PostgreSQL together, is what counts: other work on the machine hardly
changes it.
"""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle

from flask import Flask

from app.web.unchanged import MOST
from bench import ours, peers, report
from bench.filling import Size, scratch
from bench.servers import environment_of, start
from bench.slices import Contestant, measure, middle
from bench.trees import memory, tree
from bench.wrk import wrk

BARE, PAGE, VISITOR = "bare route", "/slots, signed in", "/slots, visitor"
ANEW, UNCHANGED = "/slots, written anew", "/slots, not sent again"
PEER_PAGE, PEER_DAY = "django-appointment: booking page", "django-appointment: one coach and day"
SHARES = ((PAGE, "0.30"), (ANEW, "0.12"), (UNCHANGED, "0.50"))
TIMES = ((PEER_PAGE, "100"), (PEER_DAY, "20"))


def main() -> None:
    """Measure, and write the part of docs/performance.md for this much data."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1, help="so many times the data")
    size = Size(parser.parse_args().times)
    with scratch("postgresql") as app, ExitStack() as stack:
        ours.lay_down(size)
        contestants = [*_ours(app, stack), *_theirs(stack, size)]
        found = measure(contestants)
        worker = max(tree(contestants[1].web) - {contestants[1].web})
        cpu = {name: middle(slices, "cpu") for name, slices in found.items()}
        rate = {name: middle(slices, "per_second") for name, slices in found.items()}
        lines = [
            f"{size.coaches:,} coaches, {size.students:,} students, {size.slots:,} slots, half of them booked.",
            "",
            report.table(found),
            "",
            *(f"- {name}: {rate[name] / rate[BARE]:.2f} of the bare route's requests/s (goal {goal})."
              for name, goal in SHARES),
            *(f"- {page}: 1/{cpu[name] / cpu[page]:.0f} of the processor time of {name} (goal 1/{goal})."
              for page in (PAGE, ANEW) for name, goal in TIMES),
            f"- Memory of a web worker afterwards: {memory(worker):.0f} MiB PSS (goal 80).",
            "",
            report.plot("Processor time of a request, web and database", cpu, "ms"),
        ]  # fmt: skip
        report.tell(f"pages {size.times}", lines)


def _ours(app: Flask, stack: ExitStack) -> Iterator[Contestant]:
    environment, database = environment_of(app), ours.postmaster()
    command = (ours.GUNICORN, "--config", "bench/peer/__init__.py", "--workers", str(ours.WORKERS), "--threads", "16")
    bare, address = start(stack, *command, "--log-level", "warning", "bench.bare:app", environment=environment)
    yield Contestant(BARE, wrk(f"{address}/"), bare)
    web, address = ours.serve(stack, app)
    url, browsers = f"{address}/slots", ours.sign_in(app, address)
    unchanged = [ours.with_tag(url, one) for one in browsers]
    for name, asking in ((PAGE, browsers), (UNCHANGED, unchanged), (VISITOR, [{"Accept-Encoding": "gzip"}])):
        # Each minute the page is written once more for each reader; that is not to come with every slice.
        yield Contestant(name, wrk(url, *asking), web, database, warm=wrk(url, *asking, seconds=1))
    # Each with something that none was asked with before, and so many that none comes again; of a server whose memory
    # no other contestant needs.
    others = ({**one, "HX-Current-URL": f"{url}?{number}"} for number, one in zip(range(2 * MOST), cycle(browsers)))
    web, address = ours.serve(stack, app)
    yield Contestant(ANEW, wrk(f"{address}/slots", *others), web, database)


def _theirs(stack: ExitStack, size: Size) -> Iterator[Contestant]:
    peer = peers.run(stack, size, workers=ours.WORKERS)
    headers, database = {"Cookie": peer.cookies[0], "Accept-Encoding": "gzip"}, ours.postmaster()
    yield Contestant(PEER_PAGE, wrk(f"{peer.address}/request/{peer.service}/", headers), peer.pid, database)
    headers["X-Requested-With"] = "XMLHttpRequest"
    yield Contestant(PEER_DAY, wrk(peer.tomorrow, headers), peer.pid, database)


if __name__ == "__main__":
    main()
