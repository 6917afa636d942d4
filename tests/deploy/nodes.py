"""Two web servers and a stream server, in processes of their own, with the settings of production."""

import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from signal import SIGTERM
from time import monotonic, sleep

import trustme

from tests.architecture.tree import ROOT
from tests.ports import free_port

HOST = "localhost"
DRAIN = 2.0
# As the committed configurations have them.
ADDRESSES = {"127.0.0.1:8000": "web1", "127.0.0.1:8002": "web2", "127.0.0.1:8001": "streams1"}


class Node:
    """One process that listens; it can be stopped, killed and started again at its port."""

    def __init__(self, *command: str, port: int, log: Path, **settings: str) -> None:
        self.port, self.log, self._command = port, log, command
        self._settings = {**os.environ, **settings, "PORT": str(port)}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self._command], cwd=ROOT, env=self._settings, stdout=output, stderr=output
            )

    def wait(self, path: str, status: int) -> None:
        """Wait until this address is answered so, which means that the process serves."""
        until = monotonic() + 60
        while monotonic() < until:
            assert self.process is not None
            assert self.process.poll() is None, self.log.read_text()[-2000:]
            with suppress(OSError):
                if self.ask(path) == status:
                    return
            sleep(0.05)
        raise AssertionError(f"{path} is not answered with {status}: {self.log.read_text()[-2000:]}")

    def ask(self, path: str) -> int:
        """Return the status with which the process itself answers."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Host": HOST})
            return connection.getresponse().status
        finally:
            connection.close()

    def stop(self) -> None:
        """Stop as systemd does: SIGTERM to the first process."""
        assert self.process is not None
        self.process.terminate()
        assert self.process.wait(60) == 0, self.log.read_text()[-2000:]


class Nodes:
    """The three, and the certificate that a proxy in front of them shows."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        certificate = trustme.CA()
        self.pem = folder / "certificate.pem"
        self.pem.write_bytes(certificate.issue_cert(HOST).private_key_and_cert_chain_pem.bytes())
        self.trust = ssl.create_default_context()
        certificate.configure_trust(self.trust)
        settings = {
            "COACHBOOK_ENV": "production",
            "COACHBOOK_SECRET_KEY": "k3J9-x7Qm2_Zp8Lw5Rt1Vb6Ny4Hc0Ds9",
            "COACHBOOK_DATABASE_URL": database_url,
            "COACHBOOK_BASE_URL": f"https://{HOST}",
            "COACHBOOK_STREAM_URL": "/stream",
            "COACHBOOK_MAIL_URL": "smtp://localhost:1?tls=none",
            "COACHBOOK_TRUSTED_PROXIES": "1",
            "COACHBOOK_LOG_FORMAT": "json",
            "COACHBOOK_MAINTENANCE_FILE": str(folder / "maintenance"),
            "WEB_CONCURRENCY": "1",
            "DRAIN_SECONDS": str(DRAIN),
        }
        gunicorn = ("gunicorn", "--config", "gunicorn.conf.py", "wsgi:app")
        self.web = [Node(*gunicorn, port=free_port(), log=folder / f"web{number}.log", **settings) for number in (1, 2)]
        port = free_port()
        run = ("flask", "streams", "run", "--quiet", "--port", str(port))
        self.streams = Node(*run, port=port, log=folder / "streams.log", **settings)

    def start(self) -> None:
        for node in (*self.web, self.streams):
            node.start()
        for node in self.web:
            node.wait("/readyz", 200)
        self.streams.wait("/stream", 401)

    def stop(self) -> None:
        for node in (*self.web, self.streams):
            if node.process and node.process.poll() is None:
                node.process.terminate()
        for node in (*self.web, self.streams):
            # The streams' server passes the signal on to itself when it is done, as shells expect it.
            assert node.process is None or node.process.wait(60) in (0, -SIGTERM), node.log.read_text()[-2000:]

    def written(self) -> str:
        """Return all that the three have written."""
        return "".join(node.log.read_text() for node in (*self.web, self.streams))

    def fit(self, configuration: str, port: int) -> str:
        """Return a committed configuration with the addresses and files of this test, and nothing else changed."""
        ports = {"web1": self.web[0].port, "web2": self.web[1].port, "streams1": self.streams.port}
        for address, name in ADDRESSES.items():
            assert address in configuration
            configuration = configuration.replace(address, f"127.0.0.1:{ports[name]}")
        configuration = configuration.replace("coaching.example.org.pem", "<pem>").replace("coaching.example.org", HOST)
        configuration = re.sub(r"/etc/\w+/certs/<pem>", str(self.pem), configuration)
        configuration = re.sub(r"((?:bind :|listen ))443\b", rf"\g<1>{port}", configuration)
        configuration = re.sub(r"((?:bind :|listen ))80\b", rf"\g<1>{free_port()}", configuration)
        # As many files as that may not be open here.
        configuration = configuration.replace("maxconn 20000", "maxconn 500").replace("/dev/log", "stdout format raw")
        return configuration.replace("/var/log/nginx", str(self.folder)).replace("/srv/coachbook", str(ROOT))


@contextmanager
def run_nodes(folder: Path, database_url: str) -> Iterator[Nodes]:
    """Run all three."""
    nodes = Nodes(folder, database_url)
    try:
        nodes.start()
        yield nodes
    finally:
        nodes.stop()
