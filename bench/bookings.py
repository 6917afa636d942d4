"""How many bookings one primary takes in a second, and how many mails one worker sends: `python -m bench.bookings`."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from os import cpu_count, getloadavg
from pathlib import Path
from time import perf_counter, process_time

from flask import Flask
from rich.console import Console
from sqlalchemy import text

from app import create_app
from app.db import db, transact
from app.domain.actors import Actor, Channel
from app.domain.clock import utc_now
from app.domain.mail import MessageState
from app.domain.policy import Policy
from app.integrations.mailers import mailer_of
from app.jobs import delivery
from app.services import calls
from bench.filling import Size, fill, scratch
from bench.pgbench import Replayed, replay
from bench.trees import cpu_seconds
from bench.written import write
from config import Config
from tests.mail_server import run_server

SECONDS, CLIENTS = 20, 4
MANY, WEEK, MAILS = 1_000_000, 7 * 24 * 3600, 6
# As installed: what was answered has reached the disk.
DURABLE = ""
OPEN = """
    SELECT id, :first + row_number() OVER (ORDER BY starts_at, id) % :students FROM slots
    WHERE status = 'open' AND starts_at > now() + interval '3 hours' ORDER BY starts_at, id
"""
processes = get_context("spawn")


@dataclass(frozen=True, slots=True)
class Rate:
    """What was done in how many seconds, and what it cost in seconds of a processor: ours, and the database's."""

    count: int
    seconds: float
    own: float
    database: float

    @property
    def costs(self) -> tuple[float, float]:
        """Return what one of them costs in milliseconds of a processor: ours, and PostgreSQL's."""
        return 1000 * self.own / self.count, 1000 * self.database / self.count

    def row(self, what: str) -> str:
        """Return a line of the table."""
        own, database = self.costs
        return f"| {what} | {self.count} | {self.count / self.seconds:.0f} | {own:.2f} | {database:.2f} |"


def main() -> None:
    """Measure, and write the table into docs/scale.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    seconds, size = parser.parse_args().seconds, Size(10)
    with scratch("postgresql", settings=DURABLE) as app:
        fill(size.slots, now=utc_now(), coaches=size.coaches, students=size.students, every=10**9)
        pairs, postmaster = _pairs(size), _postmaster()
        half = len(pairs) // 2
        booked = _book_all(app, pairs[:half], seconds, postmaster)
        before = cpu_seconds(postmaster)
        done: Replayed = replay(pairs[half:], CLIENTS, seconds)
        replayed = Rate(done.count, done.seconds, done.own, cpu_seconds(postmaster) - before)
        sent = _send(seconds, postmaster)
    told = "\n".join(
        [
            "| what | n | a second | ms of a processor for each: Coachbook's, or pgbench's | PostgreSQL's |",
            "| --- | --- | --- | --- | --- |",
            booked.row(f"bookings by the program, {CLIENTS} processes"),
            replayed.row(f"the same statements by pgbench, {CLIENTS} connections"),
            sent.row("mails by one worker"),
            "",
            *_derived(booked, sent),
        ]
    )
    Console(soft_wrap=True).print(told)
    write("docs/scale.md", "bookings and mails", told)


def _derived(booked: Rate, sent: Rate) -> list[str]:
    """Return what follows for a million students, each of whom has a call in every week."""
    (own, database), (worker, beside) = booked.costs, sent.costs
    average, evening, mails = MANY / WEEK, MANY / 3600, MAILS * MANY / WEEK
    return [
        f"Others worked on this machine meanwhile: a load of {getloadavg()[0]:.0f} on {cpu_count()} cores.",
        "",
        f"From the cost of one: PostgreSQL takes {1000 / database:.0f} bookings a second for each core of its own, "
        f"and keeps {own / database:.1f} cores of web servers busy. A million students, a call a week each, book "
        f"{average:.1f} times a second on the average, {average * database / 1000:.2f} cores of PostgreSQL's; if all "
        f"of them did it within one hour, {evening:.0f} times a second, {evening * database / 1000:.1f} cores. Their "
        f"mails, {MAILS} for a call (booked, and reminded twice, both people), are {mails:.1f} a second, "
        f"{mails * worker / 1000:.2f} cores of workers' and {mails * beside / 1000:.2f} of PostgreSQL's.",
    ]


def _pairs(size: Size) -> list[tuple[int, int]]:
    """Return open slots, soonest first, each with a student who is free then."""
    found = db.session.execute(text(OPEN), {"first": size.coaches + 1, "students": size.students}).all()
    db.session.rollback()
    return [(slot, student) for slot, student in found]


def _postmaster() -> int:
    folder = Path(str(db.engine.url.query["host"]))
    return int((folder / "data/postmaster.pid").read_text().split()[0])


def _book_all(app: Flask, pairs: Sequence[tuple[int, int]], seconds: float, postmaster: int) -> Rate:
    url, gate = app.config["COACHBOOK"].database_url, processes.Barrier(CLIENTS + 1)
    with processes.Pool(CLIENTS, _wait_at, (gate,)) as pool:
        asked = [pool.apply_async(_book, (url, pairs[number::CLIENTS], seconds)) for number in range(CLIENTS)]
        gate.wait()
        before, began = cpu_seconds(postmaster), perf_counter()
        told = [one.get() for one in asked]
        took, cost = perf_counter() - began, cpu_seconds(postmaster) - before
    return Rate(sum(count for count, _ in told), took, sum(own for _, own in told), cost)


def _wait_at(gate: Barrier) -> None:
    global _gate
    _gate = gate


def _book(url: str, pairs: Sequence[tuple[int, int]], seconds: float) -> tuple[int, float]:
    """Book one slot after the other; return how many, and the seconds of this process's processor."""
    with create_app(Config.for_tests(database_url=url)).app_context():
        db.session.execute(text("SELECT 1"))
        _gate.wait()
        began, before = perf_counter(), process_time()
        for count, (slot, student) in enumerate(pairs):
            if perf_counter() - began > seconds:
                return count, process_time() - before
            _book_one(slot, student)
    raise RuntimeError("ran out of slots")


def _book_one(slot: int, student: int) -> None:
    actor, key = Actor(student, Channel.API), f"{student}-{slot}"
    transact(lambda: calls.book(
        actor=actor, student_id=student, slot_id=slot, key=key, policy=Policy(), now=utc_now()
    ))  # fmt: skip
    db.session.rollback()


def _send(seconds: float, postmaster: int) -> Rate:
    """Let one worker send what the bookings wrote to a mail server on this machine."""
    here, there = processes.Pipe()
    server = processes.Process(target=_take_mail, args=(there,))
    server.start()
    mailer = mailer_of(Config.for_tests(mail_url=here.recv()))
    cost, own, began = cpu_seconds(postmaster), process_time(), perf_counter()
    tally = delivery.deliver_due(mailer, is_stopping=lambda: perf_counter() - began > seconds)
    took = perf_counter() - began
    rate = Rate(tally[MessageState.SENT], took, process_time() - own, cpu_seconds(postmaster) - cost)
    mailer.close()
    here.send("enough")
    server.join()
    return rate


def _take_mail(line: Connection) -> None:
    with run_server() as server:
        line.send(server.url)
        line.recv()


if __name__ == "__main__":
    main()
