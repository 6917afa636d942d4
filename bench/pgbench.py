"""The statements of a booking, sent by pgbench in the place of the program: what PostgreSQL alone could do."""

import json
import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import event, text

from app.db import db, transact
from app.db.session import POSTGRESQL_OPTIONS
from app.domain.actors import Actor, Channel
from app.domain.clock import utc_now
from app.domain.policy import Policy
from app.services import calls
from tests.databases import PrivateServer

TURNS = """
    CREATE TABLE turns (n bigint PRIMARY KEY, slot bigint, student bigint);
    CREATE SEQUENCE turn;
    INSERT INTO turns SELECT row_number() OVER (), * FROM unnest(CAST(:slots AS bigint[]), CAST(:students AS bigint[]))
"""
NEXT = "SELECT slot, student FROM turns WHERE n = (SELECT nextval('turn')) \\gset\n"
# What a statement tells that later ones say: the coach; when the slot is; the number of the call.
TELLING = ("SELECT slots.coach_id", "SELECT slots.id", "INSERT INTO calls")
Statement = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many bookings were made in how many seconds, and what pgbench itself used of a processor."""

    count: int
    seconds: float
    own: float


def replay(pairs: Sequence[tuple[int, int]], clients: int, seconds: float) -> Replayed:
    """Book slots for students by the statements that the program sent for the first of them."""
    script = next(filter(None, (_script(*pair) for pair in pairs[:20])))
    pairs = pairs[20:]
    for statement in TURNS.split(";"):
        given = {"slots": [slot for slot, _ in pairs], "students": [student for _, student in pairs]}
        db.session.execute(text(statement), given if ":slots" in statement else {})
    db.session.commit()
    folder = str(db.engine.url.query["host"])
    with TemporaryDirectory() as room:
        file = Path(room, "booking.sql")
        file.write_text(script)
        command = [PrivateServer(Path(folder)).program("pgbench"), "-n", "-M", "prepared", "-c", str(clients),
                   "-j", "2", "-T", str(round(seconds)), "-f", str(file), "-h", folder, "-U", "postgres",
                   str(db.engine.url.database)]  # fmt: skip
        before, began = getrusage(RUSAGE_CHILDREN), perf_counter()
        ended = subprocess.run(command, check=False, capture_output=True, text=True,
                               env={**os.environ, "PGOPTIONS": POSTGRESQL_OPTIONS})  # fmt: skip
        took, after = perf_counter() - began, getrusage(RUSAGE_CHILDREN)
    told = ended.stdout
    failed = re.findall(r"failed transactions: (\d+)", told)
    count = re.findall(r"actually processed: (\d+)", told)
    if ended.returncode or failed != ["0"] or not count:
        raise RuntimeError(told + ended.stderr)
    own = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Replayed(int(count[0]), took, own)


def _script(slot: int, student: int) -> str:
    """Book a slot by the program; return what it said, with variables for what differs, or nothing if unclear."""
    said: list[Statement] = []
    rows: list[dict[str, Any]] = []

    def listen(_connection: object, _cursor: object, statement: str, given: Any, context: Any, _many: bool) -> None:
        said.append((statement, tuple(given)))
        if statement.startswith("INSERT INTO calls"):
            rows.extend(context.compiled_parameters)

    event.listen(db.engine, "before_cursor_execute", listen)
    key = f"{student}-{slot}"
    call = transact(lambda: calls.book(actor=Actor(student, Channel.API), student_id=student, slot_id=slot, key=key,
                                       policy=Policy(), now=utc_now()))  # fmt: skip
    event.remove(db.engine, "before_cursor_execute", listen)
    [written] = rows
    names = {
        slot: ":slot", student: ":student", written["coach_id"]: ":coach_id", call: ":id",
        written["starts_at"]: ":starts_at", written["ends_at"]: ":ends_at",
        key: "(:student::text || '-' || :slot::text)", f"booked/{call}/": "('booked/' || :id::text || '/')",
        str(call): ":id",
    }  # fmt: skip
    if len(names) < 9 or {0, 1} & names.keys():
        # Two of its numbers are the same, and which is meant cannot be told.
        return ""
    return NEXT + "BEGIN;\n" + "".join(_spell(statement, given, names) for statement, given in said) + "COMMIT;\n"


def _spell(statement: str, given: tuple[Any, ...], names: dict[Any, str]) -> str:
    def literal(match: re.Match[str]) -> str:
        value = given[int(match[1]) - 1]
        return names[value] if not isinstance(value, Jsonb) and value in names else _literal(value)

    spelled = re.sub(r"\$(\d+)", literal, statement).replace("\n", " ")
    return spelled + (" \\gset\n" if statement.startswith(TELLING) else ";\n")


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, datetime):
        return f"'{value.isoformat()}'"
    if isinstance(value, Jsonb):
        return "'" + json.dumps(value.obj).replace("'", "''") + "'"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"
