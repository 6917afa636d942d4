"""The primary is lost again and again under steady bookings: `python -m bench.failover.losses --rounds 20`."""

import argparse
from datetime import timedelta
from itertools import pairwise
from random import random
from statistics import median
from time import monotonic, sleep

import psycopg
from rich.console import Console

from app import create_app
from app.db import db, transact
from app.domain.actors import Actor, Channel
from app.domain.clock import utc_now
from app.domain.tokens import Scope
from app.services import tokens
from bench.failover.bookers import Booked, Crowd
from bench.failover.cluster import DATABASE_URL, Cluster, run_cluster, wait_until
from bench.filling import fill
from bench.written import write
from config import Config

STUDENTS = 8
# So many bookings can each of them make: half of the coach's times have passed, and some are withdrawn.
EACH = 4000
SOON, LATE = timedelta(hours=3), timedelta(days=170)
GOAL = 25
CALM = 5


def main() -> None:
    """Lose the primary so many times, and write what became of bookings into docs/scale.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds, console = parser.parse_args().rounds, Console(soft_wrap=True)
    with run_cluster(demo=False) as cluster:
        with Crowd(_people()) as crowd:
            wait_until(lambda: len(crowd.booked) > 2 * STUDENTS, "bookings are made")
            gaps = [_lose(cluster, crowd, console) for _ in range(rounds)]
        lost, doubled, unknown = _compare(crowd.booked)
    told = "\n".join(_table(gaps, crowd, lost, doubled, unknown))
    console.print(told)
    write("docs/scale.md", "losses of the primary", told)


def _lose(cluster: Cluster, crowd: Crowd, console: Console) -> float:
    """Lose the primary, mend it, and return the longest stretch in seconds without an acknowledged booking."""
    killed_at, victim = monotonic(), cluster.primary()
    cluster.kill(victim)
    wait_until(lambda: crowd.booked[-1].asked_at > killed_at, "a booking goes through again")
    sleep(CALM)
    lost, doubled, _ = _compare(crowd.booked)
    cluster.mend(victim)
    # At another moment between two of the primary's signs of life each time.
    sleep(CALM * (1 + random()))  # noqa: S311  # a pause, not a secret
    told = [one.told_at for one in crowd.booked]
    gap = max(later - earlier for earlier, later in pairwise(told) if later > killed_at)
    console.print(f"{victim} lost: {gap:.1f} s without a booking; {len(told)} acknowledged, {lost} lost, "
                  f"{doubled} double")  # fmt: skip
    return gap


def _compare(booked: list[Booked]) -> tuple[int, int, int]:
    """Compare with the primary: return bookings lost, times booked twice, and bookings that nobody was told of."""
    with psycopg.connect(DATABASE_URL) as connection:
        if connection.execute("SELECT pg_is_in_recovery()").fetchone() != (False,):
            raise RuntimeError("asked a standby")
        kept = set(connection.execute("SELECT id, slot_id, student_id FROM calls WHERE status = 'confirmed'"))
    slots = [slot for _, slot, _ in kept]
    told = {(one.call, one.slot, one.student) for one in booked}
    return len(told - kept), len(slots) - len(set(slots)), len(kept - told)


def _people() -> dict[int, tuple[str, list[int]]]:
    """Lay down coaches and students; return each student's number with a token and the times of their coach."""
    app = create_app(Config.for_tests(database_url=DATABASE_URL))
    with app.app_context():
        now = utc_now()
        fill(STUDENTS * EACH, now=now, coaches=STUDENTS, students=STUDENTS, every=10**9)
        found = {}
        for student in range(STUDENTS + 1, 2 * STUDENTS + 1):
            token = transact(lambda student=student: _token(student))
            found[student] = (token, _slots(student - STUDENTS))
        db.session.rollback()
        db.engine.dispose()
    return found


def _token(student: int) -> str:
    actor, address = Actor(student, Channel.CLI), f"person{student}@example.org"
    return tokens.create(actor=actor, email=address, name="Bookings", scopes=[Scope.WRITE], now=utc_now())[1]


def _slots(coach: int) -> list[int]:
    asked = """
        SELECT id FROM slots WHERE coach_id = %s AND status = 'open' AND starts_at BETWEEN now() + %s AND now() + %s
        ORDER BY starts_at
    """
    with psycopg.connect(DATABASE_URL) as connection:
        return [number for (number,) in connection.execute(asked, (coach, SOON, LATE))]


def _table(gaps: list[float], crowd: Crowd, lost: int, doubled: int, unknown: int) -> list[str]:
    n, losses = len(crowd.booked), len(gaps)
    in_time = sum(gap <= GOAL for gap in gaps)
    others = ", ".join(f"{count} × {answer}" for answer, count in sorted(crowd.answers.items()) if answer != "201")
    return [
        "| what | n | most | median | bound (95 %) |",
        "| --- | --- | --- | --- | --- |",
        f"| seconds without a booking, for each loss | {losses} | {max(gaps):.1f} | {median(gaps):.1f} | "
        f"at most {1 - 0.05 ** (1 / losses):.0%} of losses take longer than {max(gaps):.1f} s |",
        f"| losses that took longer than {GOAL} s | {losses} | {losses - in_time} | – | – |",
        f"| acknowledged bookings lost | {n} | {lost} | – | {_bound(lost, n)} |",
        f"| times booked twice | {n} | {doubled} | – | {_bound(doubled, n)} |",
        f"| bookings kept that nobody was told of | {n} | {unknown} | – | {_bound(unknown, n)} |",
        "",
        f"Seconds of each: {', '.join(f'{gap:.1f}' for gap in gaps)}. Answers beside the {n} × 201: "
        f"{others or 'none'}; each was tried again with its key.",
    ]


def _bound(found: int, n: int) -> str:
    """Return how often it may be, when it was never seen in so many."""
    return f"less than 1 in {n // 3}" if not found else "–"


if __name__ == "__main__":
    main()
