"""Real processes that act at the same moment, each with an application, an engine and connections of its own."""

import multiprocessing
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Barrier
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import Engine, event, select
from sqlalchemy.engine import ExceptionContext

from app import create_app
from app.db import db, is_contention, transact
from app.domain.errors import DomainError
from config import Config

DONE = "done"
PATIENCE = 120

# The fork server has imported and made the application once; what it forks has opened nothing yet.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload([__name__, "tests.races.warm"])

Job = Callable[[], Any]
# What a process does from its beginning to its end: it says that it is ready, and does the jobs that come by the line.
Attend = Callable[[str, Barrier, Connection], None]


class Outcome(NamedTuple):
    """How one job ended: DONE and its result, a refusal's code, or the traceback of anything else.

    `contention` names the lock failures and deadlocks on the way, those that a retry has hidden among them.
    """

    code: str
    result: Any
    contention: list[str]


class Crowd:
    """Processes that wait for a job each and then begin all at once."""

    def __init__(self, address: str, size: int, attend: Attend | None = None) -> None:
        """Gather so many; `address` is what each of them works at, the database unless they attend otherwise."""
        gate = processes.Barrier(size)
        self.size = size
        self.rushes = 0
        self.contention = 0
        self.before_rush: Callable[[], None] = lambda: None
        self.lines: list[Connection] = []
        self.members: list[ForkServerProcess] = []
        for _ in range(size):
            here, there = processes.Pipe()
            member = processes.Process(target=attend or _attend, args=(address, gate, there), daemon=True)
            member.start()
            there.close()
            self.lines.append(here)
            self.members.append(member)
        for line in self.lines:
            _hear(line)

    def rush(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Let every process do its job, from one moment on; return the outcomes in the jobs' order."""
        self.before_rush()
        for line, job in zip(self.lines, jobs, strict=True):
            line.send(job)
        outcomes = [_hear(line) for line in self.lines]
        self.rushes += 1
        self.contention += sum(len(outcome.contention) for outcome in outcomes)
        return outcomes

    def dismiss(self) -> None:
        """Send every process home and wait until it is gone."""
        for line, member in zip(self.lines, self.members, strict=True):
            with suppress(BrokenPipeError):
                line.send(None)
            member.join(PATIENCE)
            line.close()


def tally(outcomes: Sequence[Outcome]) -> Counter[str]:
    """Count the outcomes by their codes; contention that a retry has hidden counts as "contention"."""
    found = Counter(outcome.code for outcome in outcomes)
    found.update("contention" for outcome in outcomes for _ in outcome.contention)
    return found


def _hear(line: Connection) -> Any:
    if not line.poll(PATIENCE):
        raise TimeoutError("a process has not answered")
    return line.recv()


def _attend(database_url: str, gate: Barrier, line: Connection) -> None:
    contention: list[str] = []
    event.listen(Engine, "handle_error", lambda context: _note(context, contention))
    event.listen(Engine, "connect", _wait_long)
    app = create_app(Config.for_tests(database_url=database_url))
    with app.app_context():
        db.session.scalar(select(1))
        line.send("ready")
    while (job := line.recv()) is not None:
        contention.clear()
        with app.app_context():
            gate.wait(PATIENCE)
            line.send(_outcome(job, contention))
    with app.app_context():
        db.engine.dispose()


def _wait_long(connection: Any, _record: object) -> None:
    """Let a lock be waited for as long as a slow machine needs: what is noted is then a fault of ours."""
    if isinstance(connection, psycopg.Connection):
        connection.execute("SET lock_timeout = '30s'; SET statement_timeout = '40s'")
        connection.commit()
    else:
        connection.execute("PRAGMA busy_timeout = 30000")


def _note(context: ExceptionContext, contention: list[str]) -> None:
    if context.sqlalchemy_exception is not None and is_contention(context.sqlalchemy_exception):
        contention.append(str(context.original_exception))


def _outcome(job: Job, contention: list[str]) -> Outcome:
    try:
        return Outcome(DONE, transact(job), contention)
    except DomainError as error:
        return Outcome(error.code, None, contention)
    except Exception:
        return Outcome(traceback.format_exc(), None, contention)
