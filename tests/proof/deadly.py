"""The application as the proof serves it: its workers die, as by kill -9, at moments of a booking that chance draws."""

import os
import random
import signal
from collections.abc import Iterable
from threading import local
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from tests.proof.plants import PLANTS
from tests.proof.points import (
    AFTER_COMMIT,
    AFTER_INSERT,
    AFTER_OUTBOX,
    BEFORE_COMMIT,
    BEFORE_INSERT,
    MID_RESPONSE,
    POINTS,
)
from wsgi import app as application

# How many of a thousand requests are to die, and the file that counts where they did.
RATE, DEATHS = int(os.environ["PROOF_DEATHS_RATE"]), os.environ["PROOF_DEATHS"]
_request = local()
PLANTS[os.environ["PROOF_PLANT"]]()


def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Serve a request; one that changes something may have a point drawn at which it dies."""
    is_doomed = environ["REQUEST_METHOD"] != "GET" and random.randrange(1000) < RATE
    _request.point, _request.has_written = (random.choice(POINTS) if is_doomed else ""), False
    answer = application(environ, start_response)
    _reach(MID_RESPONSE)
    return answer


def _reach(point: str) -> None:
    if getattr(_request, "point", "") == point:
        with open(DEATHS, "a", encoding="utf-8") as file:
            file.write(f"{point}\n")
        os.kill(os.getpid(), signal.SIGKILL)


@event.listens_for(Engine, "before_cursor_execute")
def _before(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
    if statement.startswith("INSERT INTO calls"):
        _reach(BEFORE_INSERT)


@event.listens_for(Engine, "after_cursor_execute")
def _after(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
    if statement.startswith("INSERT INTO calls"):
        _request.has_written = True
        _reach(AFTER_INSERT)
    elif statement.startswith("INSERT INTO outbox_messages"):
        _reach(AFTER_OUTBOX)


@event.listens_for(Engine, "commit")
def _before_commit(_connection: object) -> None:
    if getattr(_request, "has_written", False):
        _reach(BEFORE_COMMIT)


@event.listens_for(Session, "after_commit")
def _after_commit(_session: object) -> None:
    if getattr(_request, "has_written", False):
        _reach(AFTER_COMMIT)
