"""A running server of streams, and people who listen."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socket import create_connection
from time import monotonic, sleep

import pytest
import uvicorn

from app.streams.server import Streams
from tests.pages import Site
from tests.web.conftest import site, world  # noqa: F401  # the same site with the same people


class Ear:
    """One open stream, read line by line."""

    def __init__(self, port: int, cookie: str, query: str = "", last: str = "") -> None:
        self._socket = create_connection(("127.0.0.1", port), timeout=30)
        more = f"Last-Event-ID: {last}\r\n" if last else ""
        self._socket.sendall(
            f"GET /stream{query} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n{more}\r\n".encode()
        )
        self._file = self._socket.makefile("rb")
        self.status = int(self._file.readline().split()[1])

    def hear(self, wanted: str) -> str:
        """Return all that was said up to and with a line in which this stands."""
        said, until = "", monotonic() + 30
        while wanted not in said and monotonic() < until:
            line = self._file.readline().decode()
            assert line, f"the stream ended: {said}"
            said += line
        assert wanted in said, said
        return said

    def close(self) -> None:
        """Go away."""
        self._file.close()
        self._socket.close()


class Broadcast:
    """The server, and the ears that are open."""

    def __init__(self, site: Site, port: int) -> None:  # noqa: F811  # a fixture
        self._site, self._port = site, port
        self.ears: list[Ear] = []

    def listen(self, who: str, query: str = "", last: str = "") -> Ear:
        """Let somebody listen."""
        visitor = self._site.visitor() if who == "visitor" else self._site.as_(who)
        cookie = visitor.client.get_cookie("session")
        ear = Ear(self._port, f"session={cookie.value}" if cookie else "", query, last)
        self.ears.append(ear)
        return ear


@pytest.fixture
def broadcast(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Broadcast]:  # noqa: F811  # a fixture
    """Serve streams of the site's database, once they follow what changes there."""
    streams, follows = Streams(site.app), threading.Event()
    call_all = streams._hub.call_all
    monkeypatch.setattr(streams._hub, "call_all", lambda word: (call_all(word), follows.set()))
    config = uvicorn.Config(streams, port=0, log_config=None, timeout_graceful_shutdown=1)
    with running(uvicorn.Server(config)) as port:
        assert follows.wait(30)
        served = Broadcast(site, port)
        yield served
        for ear in served.ears:
            ear.close()


@contextmanager
def running(server: uvicorn.Server) -> Iterator[int]:
    """Run a server in a thread of its own; yield its port."""
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        sleep(0.02)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(10)
