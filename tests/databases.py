"""Both databases for tests: a private PostgreSQL started here, and SQLite files; each test gets an empty world."""

import glob
import os
import pwd
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from psycopg.errors import ObjectInUse
from tenacity import Retrying, retry_if_exception_type, stop_after_delay


def _bin_directory() -> str:
    if "PG_BIN" in os.environ:
        return os.environ["PG_BIN"]
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    if not found:
        raise RuntimeError("PostgreSQL's server is not installed: install it, or set PG_BIN to its bin directory")
    return found[-1]


def version() -> str:
    """Return which PostgreSQL it is, like "PostgreSQL 15.14"."""
    told = subprocess.run([Path(_bin_directory(), "postgres"), "--version"], check=True, capture_output=True, text=True)
    return " ".join(told.stdout.replace("(PostgreSQL)", "").split()).replace("postgres", "PostgreSQL", 1)


INITDB = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class PrivateServer:
    """The programs of a PostgreSQL of this process's own, and the folder in which all of it lies."""

    def __init__(self, folder: Path | None = None) -> None:
        """Take the folder of one that runs already, or make one of its own."""
        self.folder = folder or Path(tempfile.mkdtemp(prefix="coachbook-pg-"))
        self._binaries = _bin_directory()
        self._running = ""
        self._options: dict = {}
        if os.geteuid() == 0:  # the server refuses to run as root
            owner = pwd.getpwnam("postgres")
            if folder is None:
                os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
            self._options = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": [], "cwd": self.folder,
                             "env": environment}  # fmt: skip

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the owner of the server, or a program of the system."""
        subprocess.run([self.program(program), *arguments], check=True, stdout=subprocess.DEVNULL, **self._options)

    def program(self, name: str) -> str:
        """Return where one of PostgreSQL's programs is, or the name of another."""
        own = Path(self._binaries, name)
        return str(own) if own.exists() else name

    def start(self, data: str = "data", settings: str = QUICK) -> None:
        """Start the server, which listens at a socket in the folder."""
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=200 {settings}"
        self.run("pg_ctl", "-D", f"{self.folder}/{data}", "-w", "-l", f"{self.folder}/log", "-o", options, "start")
        self._running = data

    def stop(self) -> None:
        """Stop it as if the power went, if it runs."""
        if self._running:
            self.run("pg_ctl", "-D", f"{self.folder}/{self._running}", "-m", "immediate", "stop")
            self._running = ""

    def restart(self, mode: str) -> None:
        """Restart it as it was started: `fast` breaks off what runs, `immediate` is as if the power went."""
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-m", mode, "-w", "-l", f"{self.folder}/log", "restart")

    def remove(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def private_postgresql(settings: str = QUICK) -> Iterator[str]:
    """Run a server of this process's own, reached by a socket in a temporary folder; yield that folder."""
    server = PrivateServer()
    server.run("initdb", "-D", f"{server.folder}/data", *INITDB)
    server.start(settings=settings)
    try:
        yield str(server.folder)
    finally:
        server.stop()
        server.remove()


def copy_file(source: str | Path, target: str | Path) -> None:
    """Make one SQLite file like another.

    Whoever still reads, as a request whose browser has gone, reads on: a file changed below them is an I/O error.
    """
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)


def postgresql_url(folder: str, name: str) -> str:
    """Return the address of a database of the private server."""
    return f"postgresql://postgres@/{name}?host={folder}"


def create_database(folder: str, name: str, template: str = "template1") -> str:
    """Make a database, a copy of the template, and return its address."""
    with psycopg.connect(host=folder, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        # Whoever has just left the template may be there still, for longer than the server itself waits.
        for attempt in Retrying(retry=retry_if_exception_type(ObjectInUse), stop=stop_after_delay(60), reraise=True):
            with attempt:
                connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return postgresql_url(folder, name)
