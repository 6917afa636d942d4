"""Fifty people who want the same slot at the same moment: `python -m bench.rushes`."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

from bench import ours, peers, report
from bench.clients import rush
from bench.filling import Size, scratch

PEOPLE, SLOTS = 50, 20
HEAD = "| | slots | told “booked”, of each slot | slots booked twice | slowest answer |\n|---|---:|---:|---:|---:|"


def main() -> None:
    """Let them, with both databases and with django-appointment, and write who was told what."""
    rows = [_of_ours("sqlite"), _of_ours("postgresql"), _of_theirs()]
    report.tell("rushes", [f"{PEOPLE} people and {SLOTS} slots, one after the other.", "", HEAD, *rows])


def _of_ours(kind: str) -> str:
    size = Size()
    with scratch(kind) as app, ExitStack() as stack:
        ours.lay_down(size)
        tokens, slots = ours.hand_out_tokens(size, PEOPLE), ours.open_slots()[:SLOTS]
        _, address = ours.serve(stack, app)
        rushes = ([ours.Wanted(token, slot) for token in tokens] for slot in slots)
        return _row(f"Coachbook, {kind}", address, rushes, ours.book)


def _of_theirs() -> str:
    with scratch("postgresql"), ExitStack() as stack:
        peer = peers.run(stack, Size(), workers=ours.WORKERS)
        jobs = peer.wanted()
        hours = [next(jobs) for _ in range(SLOTS)]
        rushes = ([hour._replace(cookie=cookie) for cookie in peer.cookies] for hour in hours)
        return _row("django-appointment, postgresql", peer.address, rushes, peers.book)


def _row(name: str, address: str, rushes: Iterator[list[Any]], book: Callable[..., bool]) -> str:
    found = [rush(urlsplit(address).netloc, jobs, book) for jobs in rushes]
    told = [granted for granted, _ in found]
    least, most = min(told), max(told)
    words = f"{least}" if least == most else f"{least}–{most}"
    twice = sum(count > 1 for count in told)
    return f"| {name} | {len(told)} | {words} | {twice} | {max(took for _, took in found):.2f} s |"


if __name__ == "__main__":
    main()
