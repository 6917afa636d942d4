"""What a booking costs over HTTP beside django-appointment: `python -m bench.http_bookings`."""

from contextlib import ExitStack
from urllib.parse import urlsplit

from bench import ours, peers, report
from bench.clients import PEOPLE, clients
from bench.filling import Size, scratch
from bench.slices import Contestant, measure, middle

OURS, THEIRS = "Coachbook", "django-appointment"


def main() -> None:
    """Let sixteen people book different slots as fast as they can, and write what that took."""
    size = Size()
    with scratch("postgresql") as app, ExitStack() as stack:
        ours.lay_down(size)
        jobs = ours.wanted(ours.hand_out_tokens(size), ours.open_slots())
        database = ours.postmaster()
        web, address = ours.serve(stack, app)
        peer = peers.run(stack, size, workers=ours.WORKERS)
        contestants = [
            Contestant(OURS, clients(urlsplit(address).netloc, iter(jobs), ours.book), web, database),
            Contestant(
                THEIRS, clients(urlsplit(peer.address).netloc, peer.wanted(), peers.book), peer.pid, database
            ),
        ]  # fmt: skip
        found = measure(contestants)
        times = middle(found[THEIRS], "cpu") / middle(found[OURS], "cpu")
        lines = [
            f"{PEOPLE} people at once, each over one connection, slots that nobody else wants.",
            "",
            report.table(found),
            "",
            f"- {OURS}: 1/{times:.1f} of the processor time of {THEIRS} (goal 1/15).",
        ]
        report.tell("bookings", lines)


if __name__ == "__main__":
    main()
