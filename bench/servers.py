"""The web server and the server of streams, in processes of their own, on an application's database."""

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from socket import create_connection
from statistics import median
from time import perf_counter, sleep
from types import TracebackType
from typing import IO, Self

from flask import Flask

from bench.trees import memory
from tests.ports import free_port

TIMES = 200
BESIDE = Path(sys.executable).parent


class Servers:
    """Both servers, from entering to leaving."""

    def __init__(self, app: Flask) -> None:
        self.web_port, self.stream_port = free_port(), free_port()
        self._environment = environment_of(app)

    def __enter__(self) -> Self:
        self._web = self._start(
            "gunicorn", "--config", "gunicorn.conf.py", "--workers", "1", "--log-level", "warning",
            "--bind", f"127.0.0.1:{self.web_port}", "wsgi:app", port=self.web_port,
        )  # fmt: skip
        self.start_streams()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in (self._web, self._streams):
            server.terminate()
            server.wait()

    def start_streams(self) -> None:
        """Start the streams' server and wait until it answers."""
        port = str(self.stream_port)
        self._streams = self._start("flask", "streams", "run", "--quiet", "--port", port, port=self.stream_port)

    def kill_streams(self) -> None:
        """Let it die at once."""
        self._streams.kill()
        self._streams.wait()

    def memory(self) -> float:
        """Return the streams' server's own share of memory (PSS) in KiB."""
        return 1024 * memory(self._streams.pid)

    def page_time(self, path: str, cookie: str) -> float:
        """Return the median time of a page in seconds, over one connection."""
        connection, times = HTTPConnection("127.0.0.1", self.web_port), []
        for _ in range(TIMES):
            began = perf_counter()
            connection.request("GET", path, headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} answers {answer.status}")
            times.append(perf_counter() - began)
        connection.close()
        return median(times)

    def _start(self, command: str, *arguments: str, port: int) -> subprocess.Popen[bytes]:
        server = subprocess.Popen([str(BESIDE / command), *arguments], env=self._environment)  # noqa: S603  # a program of the benchmark
        while not _answers(port):
            sleep(0.02)
        return server


def start(
    stack: ExitStack, *command: str, environment: Mapping[str, str], told: IO[bytes] | None = None
) -> tuple[int, str]:
    """Run gunicorn as told until the stack ends, what it says into `told`; return its process and where it answers."""
    port = free_port()
    called = [*command, "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(called, env=environment, stdout=told, stderr=told)  # noqa: S603  # a program of the benchmark
    stack.callback(server.wait)
    stack.callback(server.terminate)
    while not _answers(port):
        sleep(0.02)
    return server.pid, f"http://127.0.0.1:{port}"


def environment_of(app: Flask) -> dict[str, str]:
    """Return what another process needs to be a server of this application's database."""
    return {
        **os.environ, "COACHBOOK_ENV": "testing", "COACHBOOK_SECRET_KEY": app.config["SECRET_KEY"],
        "COACHBOOK_DATABASE_URL": app.config["COACHBOOK"].database_url,
    }  # fmt: skip


def _answers(port: int) -> bool:
    try:
        create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
