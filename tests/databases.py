"""Both databases for tests: a private PostgreSQL started here, and SQLite files; each test gets an empty world."""

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


def _bin_directory() -> str:
    if "PG_BIN" in os.environ:
        return os.environ["PG_BIN"]
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    if not found:
        raise RuntimeError("PostgreSQL's server is not installed: install it, or set PG_BIN to its bin directory")
    return found[-1]


@contextmanager
def private_postgresql() -> Iterator[str]:
    """Run a server of this process's own, reached by a socket in a temporary folder; yield that folder."""
    folder = Path(tempfile.mkdtemp(prefix="coachbook-pg-"))
    options: dict = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8"}
        options = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": [], "cwd": folder, "env": environment}
    binaries = _bin_directory()

    def run(*command: str) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **options)

    settings = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    run(f"{binaries}/initdb", "-D", f"{folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
        "--locale=C.UTF-8", "--no-sync")  # fmt: skip
    run(f"{binaries}/pg_ctl", "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o",
        f"-k {folder} {settings} -c max_connections=200", "start")  # fmt: skip
    try:
        yield str(folder)
    finally:
        run(f"{binaries}/pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def postgresql_url(folder: str, name: str) -> str:
    """Return the address of a database of the private server."""
    return f"postgresql://postgres@/{name}?host={folder}"


def create_database(folder: str, name: str, template: str = "template1") -> str:
    """Make a database, a copy of the template, and return its address."""
    with psycopg.connect(host=folder, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return postgresql_url(folder, name)
