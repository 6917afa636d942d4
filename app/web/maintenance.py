"""While Coachbook is being worked on every page says so, without a look into the database; probes go on."""

import re
from datetime import timedelta
from pathlib import Path

from flask import Flask, current_app, request

from app.domain.errors import UnderMaintenance

# For a file that an operator made by hand.
USUAL = timedelta(minutes=10)
OPEN = {"probes.alive", "probes.ready", "metrics.show", "static"}


def refuse() -> None:
    """Let nothing but probes through while `flask maintenance on` stands."""
    if request.endpoint not in OPEN:
        check(current_app.config["COACHBOOK"].maintenance_file)


def check(file: str) -> None:
    """Raise UnderMaintenance while this file is there."""
    if (wait := expected(file)) is not None:
        raise UnderMaintenance(wait=wait)


def expected(file: str) -> timedelta | None:
    """Return how long it is said to take, or None when nothing is being done."""
    try:
        minutes = Path(file).read_text(errors="replace").strip()
    except OSError:
        return None
    return timedelta(minutes=int(minutes)) if re.fullmatch(r"[0-9]{1,4}", minutes) else USUAL


def register(app: Flask) -> None:
    """Ask before everything else."""
    app.before_request(refuse)
