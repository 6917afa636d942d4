"""The cluster of `deploy/patroni/cluster`: its parts are killed with -9, as by a loss of power, and started again."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from signal import SIGKILL
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from bench.trees import tree

ROOT = Path(__file__).parents[2]
ADDRESS = "http://127.0.0.1:18000"
DATABASE_URL = "postgresql://coachbook:coachbook@127.0.0.1:15000/coachbook"
# The port at which each Patroni tells what it is.
DATABASES = {"db1": 18008, "db2": 18009}
WEB = {"web1": 18001, "web2": 18002}
PATIENCE = 180


class Cluster:
    """It as it runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mended: list[subprocess.Popen[bytes]] = []

    def kill(self, name: str) -> None:
        """Kill a part with all its processes, and PostgreSQL with its Patroni."""
        first = [int((self._folder / f"log/{name}.pid").read_text())]
        if name in DATABASES:
            first.append(int((self._folder / f"db/{name}/postmaster.pid").read_text().split()[0]))
        for process in tree(*first):
            with suppress(ProcessLookupError):
                os.kill(process, SIGKILL)

    def mend(self, name: str) -> None:
        """Start a killed part again; return when it does its work as before."""
        self._mended.append(subprocess.Popen(["/bin/bash", str(self._folder / f"run/{name}")]))
        if name in DATABASES:
            wait_until(lambda: tells(DATABASES[name], "/synchronous"), f"{name} follows the primary")
        else:
            wait_until(lambda: tells(WEB[name], "/readyz"), f"{name} serves")

    def primary(self) -> str:
        """Return which database is the primary."""
        found: list[str] = []
        wait_until(lambda: bool(found.extend(n for n, port in DATABASES.items() if tells(port, "/primary")) or found),
                   "there is a primary")  # fmt: skip
        return found[0]

    def end(self) -> None:
        """Wait for what was started here; the cluster itself has told it to stop."""
        for process in self._mended:
            process.wait(60)


@contextmanager
def run_cluster(*, demo: bool) -> Iterator[Cluster]:
    """Run it with the demo's data, or empty."""
    with TemporaryDirectory(prefix="coachbook-cluster-") as folder:
        command = [str(ROOT / "deploy/patroni/cluster"), folder]
        environment = {**os.environ, "DEMO": "1" if demo else "0"}
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        cluster = Cluster(Path(folder))
        try:
            if not any(line.startswith("Open ") for line in process.stdout or ()):
                raise SystemExit("The cluster did not start.")
            yield cluster
        finally:
            process.terminate()
            process.wait(90)
            cluster.end()


def tells(port: int, path: str) -> bool:
    """Return whether what listens there says yes."""
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def wait_until(is_so, what: str) -> None:
    """Wait until it is so, for three minutes at most."""
    until = monotonic() + PATIENCE
    while not is_so():
        if monotonic() > until:
            raise TimeoutError(what)
        sleep(0.1)
