"""django-appointment on a database of its own, in an environment that the benchmark makes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from app.db import db
from bench.filling import Size
from bench.servers import start
from tests.databases import create_database

VERSION = "3.12.0"
HOME = Path(".cache/bench/peer")
PYTHON = HOME / "bin" / "python"
NEEDS = (f"django-appointment=={VERSION}", "psycopg[binary]==3.*", "gunicorn==25.*")


# Days from today on which nothing is booked yet.
FREE_FROM = 60
HOURS = (8, 10, 12, 14, 16)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TOKEN = "t" * 32
PERSON = {
    "name": "Person One", "email": "person1@example.org", "phone_0": "US", "phone_1": "2125550101", "address": "-",
    "payment_type": "full", "csrfmiddlewaretoken": TOKEN,
}  # fmt: skip


class Wanted(NamedTuple):
    """A coach's hour, and the cookie of who wants it."""

    cookie: str
    service: str
    coach: str
    day: date
    hour: int


@dataclass(frozen=True, slots=True)
class Peer:
    """It runs: its process, its address, and who is signed in."""

    pid: int
    address: str
    service: str
    coaches: tuple[str, ...]
    cookies: tuple[str, ...]

    def wanted(self) -> Iterator[Wanted]:
        """Return who wants what, each hour once."""
        for n in count():
            coach, place = n % len(self.coaches), n // len(self.coaches)
            day = date.today() + timedelta(days=FREE_FROM + place // len(HOURS))  # noqa: DTZ011  # the peer’s own clock
            cookie = self.cookies[n % len(self.cookies)]
            yield Wanted(cookie, self.service, self.coaches[coach], day, HOURS[place % len(HOURS)])

    @property
    def tomorrow(self) -> str:
        """Return the address of one coach's free times of one day."""
        day = (date.today() + timedelta(days=FREE_FROM)).isoformat()  # noqa: DTZ011  # the peer’s own clock
        return f"{self.address}/ajax/available_slots/?selected_date={day}&staff_member={self.coaches[0]}"


def install() -> None:
    """Make its environment, unless it is there."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)  # noqa: S603  # a program of the benchmark
    asked = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", *NEEDS]
    subprocess.run(asked, check=True)  # noqa: S603  # a program of the benchmark


def run(stack: ExitStack, size: Size, *, workers: int) -> Peer:
    """Fill a database of its own on our database's server and start it; it stops with the stack."""
    install()
    server = str(db.engine.url.query["host"])
    create_database(server, "peer")
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "bench.peer.settings", "PEER_HOST": server, "PEER_DATABASE": "peer",
        "PYTHONPATH": ".",
    }  # fmt: skip
    _call(environment, "-m", "django", "migrate", "--run-syncdb", "-v", "0")
    told = _call(environment, "-m", "bench.peer.fill", *map(str, (size.coaches, size.students, size.bookings)))
    service, coaches, cookies = (tuple(line.split()) for line in told.splitlines()[-3:])
    # Without Coachbook's own configuration, which gunicorn would find here.
    gunicorn = (str(HOME / "bin" / "gunicorn"), "--config", "bench/peer/__init__.py", "--log-level", "warning")
    application = "django.core.wsgi:get_wsgi_application()"
    # It tells of every booking in five lines.
    told = stack.enter_context((HOME / "log.txt").open("wb"))
    pid, address = start(stack, *gunicorn, "--workers", str(workers), application, environment=environment, told=told)
    return Peer(pid, address, service[0], coaches, cookies)


def _call(environment: dict[str, str], *arguments: str) -> str:
    asked = [str(PYTHON), *arguments]
    return subprocess.run(asked, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603  # a program of the benchmark


def book(connection: HTTPConnection, job: Wanted) -> bool:
    """Book as its two forms do."""
    hours = {"date": job.day.isoformat(), "start_time": f"{job.hour}:00", "end_time": f"{job.hour + 2}:00"}
    asked = hours | {"service": job.service, "staff_member": job.coach, "csrfmiddlewaretoken": TOKEN}
    place = _post(connection, "/request-submit/", job.cookie, asked)
    return "/thank-you/" in _post(connection, place, job.cookie, PERSON)


def _post(connection: HTTPConnection, path: str, cookie: str, fields: dict[str, str]) -> str:
    connection.request("POST", path, urlencode(fields), FORM | {"Cookie": f"{cookie}; csrftoken={TOKEN}"})
    answer = connection.getresponse()
    told = answer.read()
    if answer.status != 302:
        raise RuntimeError(f"{path} answers {answer.status}: {told[:2000].decode()}")
    return str(answer.headers["Location"])
