"""A real calendar server on this machine: Radicale, in a process of its own."""

import base64
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port

PASSWORD = "a password, as apps have"
CONFIG = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/collections
[rights]
type = owner_only
[logging]
level = error
"""
MAKE = (
    '<c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop>'
    "<d:displayname>{name}</d:displayname></d:prop></d:set></c:mkcalendar>"
)


@dataclass(frozen=True)
class CalendarServer:
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def ask(
        self, method: str, path: str, body: str = "", who: str = "alice", **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """Do what another programme of the calendar's owner does."""
        proof = base64.b64encode(f"{who}:{PASSWORD}".encode()).decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(
                method,
                path,
                body.encode() or None,
                {
                    "Authorization": f"Basic {proof}",
                    **{name.replace("_", "-"): value for name, value in headers.items()},
                },
            )
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()
        finally:
            connection.close()

    def make_calendar(self, name: str, who: str = "alice") -> str:
        """Make an empty calendar, also where there was one, and return its address."""
        path = f"/{who}/{name.lower()}/"
        self.ask("DELETE", path, who=who)
        assert self.ask("MKCALENDAR", path, MAKE.format(name=name), who)[0] == 201
        return f"http://127.0.0.1:{self.port}{path}"

    def read(self, calendar: str, who: str = "alice") -> str:
        """Return all events of a calendar, as one file."""
        return self.ask("GET", "/" + calendar.split("/", 3)[3], who=who)[2]


@contextmanager
def run_calendar_server(folder: Path) -> Iterator[CalendarServer]:
    """Run a server for alice and bob."""
    port = free_port()
    (folder / "users").write_text(f"alice:{PASSWORD}\nbob:{PASSWORD}\n")
    (folder / "config").write_text(CONFIG.format(port=port, folder=folder))
    command = [sys.executable, "-m", "radicale", "--config", str(folder / "config")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, "Radicale has ended"
                time.sleep(0.05)
        yield CalendarServer(port)
    finally:
        process.terminate()
        process.wait(20)
