"""Coachbook as contestants need it: filled, served as in production, with students who hold tokens."""

import json
from contextlib import ExitStack
from functools import partial
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from typing import NamedTuple
from urllib.request import Request, urlopen

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import insert, text

from app.db import EPOCH, db, transact
from app.domain import passwords
from app.domain.clock import utc_now
from app.domain.tokens import hash_of
from app.models import ApiToken
from app.services import demo, sign_ins
from bench.filling import Size, fill
from bench.servers import environment_of, start
from docs.demo import session_of

WORKERS = 2
BROWSERS = 100
GUNICORN = str(Path(".venv/bin/gunicorn"))
OPEN = """
    SELECT id FROM slots WHERE status = 'open' AND starts_at > :soon
    AND NOT EXISTS (SELECT * FROM commitments AS own WHERE own.person_id = slots.coach_id
                    AND own.starts_at < slots.ends_at AND own.ends_at > slots.starts_at)
    ORDER BY (id * 7919) % 10007
"""


class Wanted(NamedTuple):
    """A slot, and the token of the student who wants it."""

    token: str
    slot: int


def lay_down(size: Size) -> None:
    """Fill the empty database: half of all slots are booked."""
    fill(size.slots, now=utc_now(), coaches=size.coaches, students=size.students, every=2)


def serve(stack: ExitStack, app: Flask) -> tuple[int, str]:
    """Start the web server; return its process and its address."""
    command = (GUNICORN, "--config", "gunicorn.conf.py", "--workers", str(WORKERS), "--log-level", "warning")
    return start(stack, *command, "wsgi:app", environment=environment_of(app))


def sign_in(app: Flask, address: str) -> list[dict[str, str]]:
    """Return the headers of the browsers of the last students, which have seen their first page.

    So many that none of them reads more often than a person may.
    """
    last = int(db.session.scalar(text("SELECT max(id) FROM users")) or 0)
    given = {"hash": passwords.hasher.hash(demo.PASSWORD), "number": last}
    db.session.execute(text("UPDATE users SET password_hash = :hash WHERE id = :number"), given)
    db.session.commit()
    first = urlopen(Request(f"{address}/slots", headers={"Cookie": session_of(app, f"person{last}")}))  # noqa: S310  # our own server
    name, _, signed = first.headers["Set-Cookie"].partition(";")[0].partition("=")
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    held = signer.loads(signed)
    people = range(last, last - BROWSERS, -1)
    tokens = [transact(partial(sign_ins.begin, user_id=number, device="", now=utc_now())) for number in people]
    return [
        {"Cookie": f"{name}={signer.dumps(held | {'_user_id': token})}", "Accept-Encoding": "gzip"} for token in tokens
    ]


def with_tag(url: str, headers: dict[str, str]) -> dict[str, str]:
    """Return the headers of a browser that keeps the page."""
    return headers | {"If-None-Match": urlopen(Request(url, headers=headers)).headers["ETag"]}  # noqa: S310  # our own server


def hand_out_tokens(size: Size, most: int = 2000) -> list[str]:
    """Give students tokens with which they may book."""
    students = range(size.coaches + 1, size.coaches + 1 + min(size.students, most))
    tokens = {number: f"cb_of_person_{number}" for number in students}
    rows = [
        {"user_id": number, "name": "bench", "prefix": token[:11], "token_hash": hash_of(token),
         "scopes": "read write", "created_at": EPOCH}
        for number, token in tokens.items()
    ]  # fmt: skip
    db.session.connection(execution_options={"writes": True}).execute(insert(ApiToken), rows)
    db.session.commit()
    return list(tokens.values())


def open_slots() -> list[int]:
    """Return the slots that can be booked, mixed."""
    soon = utc_now().timestamp() + 86_400
    instant = f"{int(soon * 1_000_000)}" if db.engine.dialect.name == "sqlite" else f"to_timestamp({soon})"
    found = list(db.session.scalars(text(OPEN.replace(":soon", instant))))
    db.session.rollback()
    return found


def wanted(tokens: list[str], slots: list[int]) -> list[Wanted]:
    """Return who wants what, each slot once."""
    return [Wanted(token, slot) for token, slot in zip(cycle(tokens), slots, strict=False)]


def book(connection: HTTPConnection, job: Wanted) -> bool:
    """Book over the API; a slot that somebody else has is a refusal."""
    headers = {"Authorization": f"Bearer {job.token}", "Content-Type": "application/json"}
    connection.request("POST", "/api/v1/calls", json.dumps({"slot_id": job.slot}), headers)
    answer = connection.getresponse()
    told = answer.read()
    if answer.status not in (201, 409):
        raise RuntimeError(f"booking answers {answer.status}: {told.decode()}")
    return answer.status == 201


def postmaster() -> int | None:
    """Return the process of the database's server, if it has one."""
    if db.engine.dialect.name == "sqlite":
        return None
    folder = db.session.scalar(text("SHOW data_directory"))
    db.session.rollback()
    return int((Path(str(folder)) / "postmaster.pid").read_text().split()[0])
