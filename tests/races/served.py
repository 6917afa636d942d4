"""The real server, started as `make serve` starts it, and people at it with browsers without JavaScript."""

import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.cookiejar import CookieJar
from os import environ
from pathlib import Path
from threading import Barrier
from time import sleep
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPSHandler, Request, build_opener

from bs4 import BeautifulSoup

from tests.factories import PASSWORD
from tests.ports import free_port

ROOT = Path(__file__).parents[2]


@contextmanager
def serve(database_url: str, log: Path, **more: str) -> Iterator[str]:
    """Run gunicorn with the committed configuration, its access log switched on; yield its address."""
    port = free_port()
    settings = {
        "COACHBOOK_ENV": "testing",
        "COACHBOOK_SECRET_KEY": "for tests " * 4,
        "COACHBOOK_DATABASE_URL": database_url,
        **more,
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--access-logfile", "-", "wsgi:app"]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=ROOT, env={**environ, **settings, "PORT": str(port)}, stdout=output, stderr=output
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/login", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            assert server.wait(30) == 0


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(900):
        assert server.poll() is None, "the server has ended"
        with suppress(URLError), build_opener().open(address):
            return
        sleep(0.1)
    raise AssertionError("the server does not answer")


@dataclass(frozen=True)
class Answer:
    """One page."""

    status: int
    html: str
    retry_after: str | None = None

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.html, "html5lib")


class Person:
    """A browser of its own, at the server."""

    def __init__(self, address: str, who: str, *, trust: ssl.SSLContext | None = None) -> None:
        self.address = address
        self.cookies = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies), HTTPSHandler(context=trust))
        # As browsers do; over TLS a form without it is refused.
        self.opener.addheaders.append(("Referer", f"{address}/"))
        self.submit("/login", self.form("/login", "/login"), email=f"{who}@example.org", password=PASSWORD)

    def get(self, path: str) -> Answer:
        return self._open(Request(self.address + path))

    def form(self, path: str, action: str) -> dict[str, str]:
        """Return what a form of this page would send as it stands."""
        fields = self.get(path).soup.select(f'form[action^="{action}"] :is(input, textarea)')
        assert fields, f"no form is sent to {action}"
        return {str(field["name"]): str(field.get("value", "")) for field in fields}

    def submit(self, path: str, form: dict[str, str], **typed: str) -> Answer:
        return self._open(Request(self.address + path, urlencode({**form, **typed}).encode()))

    def book(self, slot_id: int, form: dict[str, str], gate: Barrier) -> Answer:
        """Book a slot at the moment when all are ready."""
        gate.wait(60)
        return self.submit(f"/slots/{slot_id}/book", form)

    def _open(self, request: Request) -> Answer:
        try:
            with self.opener.open(request, timeout=60) as answer:
                return Answer(answer.status, answer.read().decode())
        except HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode(), error.headers["Retry-After"])


def phones(text: str, numbers: list[str]) -> list[str]:
    """Return the phone numbers that stand in a text, however they are spaced."""
    digits = re.sub(r"[^\d\n]", "", text)
    return [number for number in numbers if number.lstrip("+") in digits]
