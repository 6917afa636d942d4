"""A whole database in one file and back: SQLite's by its online copy, PostgreSQL's by pg_dump and pg_restore."""

import os
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from psycopg.pq import Conninfo
from sqlalchemy.engine import make_url

from app.domain.errors import BackupExists, BackupFailed, NotABackup

# Of SQLite, how many pages are copied before others may write again.
PAGES = 2000

Progress = Callable[[int, int], None]


def back_up(url: str, file: Path, *, progress: Progress) -> None:
    """Write the database into a file that only its owner may read, while everybody else goes on writing.

    The file is there whole or not at all; one that was there before stays when it fails. `progress` is told how much
    of how much is done, where that is known. Raises BackupFailed.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    except OSError as error:
        raise BackupFailed(why=error.strerror) from error
    try:
        if url.startswith("sqlite"):
            _copy(_path_of(url), part, progress)
        else:
            _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
        check(url, part)
        _sync(part)
        part.replace(file)
    except OSError as error:
        raise BackupFailed(why=error.strerror) from error
    finally:
        part.unlink(missing_ok=True)


def check_free(file: Path) -> None:
    """Raise BackupExists if there is something at that place already."""
    if file.exists():
        raise BackupExists(file=str(file))


def restore(url: str, file: Path) -> None:
    """Put what is in the file in the place of all that is in the database. Raises NotABackup, BackupFailed."""
    check(url, file)
    if url.startswith("sqlite"):
        _copy(file, _path_of(url), lambda _done, _all: None)
        return
    name = _settings(url)["PGDATABASE"]
    how = ("--clean", "--if-exists", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _run(url, "pg_restore", *how, f"--dbname={name}", str(file))


def check(url: str, file: Path) -> None:
    """Look whether the file is a whole copy of a database of this kind. Raises NotABackup."""
    try:
        if not file.is_file():
            raise NotABackup(file=file)
        if url.startswith("sqlite"):
            with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as copy:
                (found,) = copy.execute("PRAGMA quick_check").fetchone()
                copy.execute("SELECT version_num FROM alembic_version").fetchone()
            if found != "ok":
                raise NotABackup(file=file)
        else:
            _run(url, "pg_restore", "--list", str(file))
    except (sqlite3.DatabaseError, BackupFailed) as error:
        raise NotABackup(file=file) from error


def _copy(source: Path, target: Path, progress: Progress) -> None:
    try:
        with closing(sqlite3.connect(source)) as of, closing(sqlite3.connect(target)) as to:
            of.backup(to, pages=PAGES, progress=lambda _status, left, of_all: progress(of_all - left, of_all))
    except sqlite3.Error as error:
        raise BackupFailed(why=error) from error


def _path_of(url: str) -> Path:
    return Path(make_url(url).database or "")


def _settings(url: str) -> dict[str, str]:
    """Return how the server is reached as its own programs read it: no password stands in a list of processes."""
    given = Conninfo.parse(url.encode())
    return {one.envvar.decode(): one.val.decode() for one in given if one.envvar and one.val}


def _run(url: str, *command: str) -> None:
    try:
        done = subprocess.run(  # noqa: S603  # one of two programs, and no shell
            command, env={**os.environ, **_settings(url)}, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise BackupFailed(why=f"{command[0]} is not installed") from error
    if done.returncode:
        raise BackupFailed(why=done.stderr.strip().partition("\n")[0])


def _sync(file: Path) -> None:
    with file.open("rb") as whole:
        os.fsync(whole.fileno())
