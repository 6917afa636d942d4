"""What machines ask: does the process live, and can it serve."""

from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify

from app.db import is_unreachable, is_used_up
from app.domain.clock import utc_now
from app.services import doctor_database, workers
from app.web.access import Access, allow

bp = Blueprint("probes", __name__)

OK = "ok"


@bp.get("/healthz")
@allow(Access.PUBLIC)
def alive() -> Response:
    """Say that this process answers."""
    return _answer(200, status=OK)


@bp.get("/readyz")
@allow(Access.PUBLIC)
def ready() -> Response:
    """Say whether pages can be served, and what of the rest does not work.

    A worker that is away is told and refuses nothing: mail waits for it, and booking does not.
    """
    try:
        state = doctor_database.examine()
        is_migrated = not state.is_behind
        worker = _worker() if is_migrated else "unknown"
    except Exception as error:
        if not is_unreachable(error):
            raise
        reached = "busy" if is_used_up(error) else "unreachable"
        return _answer(503, status="not ready", database=reached, migrations="unknown", worker="unknown")
    if not is_migrated:
        return _answer(503, status="not ready", database=OK, migrations="behind", worker=worker)
    migrations = "ahead" if state.is_ahead else OK
    if _is_draining():
        return _answer(503, status="stopping", database=OK, migrations=migrations, worker=worker)
    return _answer(200, status="ready", database=OK, migrations=migrations, worker=worker)


def _is_draining() -> bool:
    """Return whether this server is about to stop, and still answers whoever is sent here."""
    file: str = current_app.config["COACHBOOK"].drain_file
    return bool(file) and Path(file).exists()


def _worker() -> str:
    """Return whether a worker reports: ok, in trouble with mail, late, or none at all."""
    living = workers.list_workers()
    present = [one for one in living if not one.is_late(utc_now())]
    if not present:
        return "late" if living else "none"
    return OK if any(not one.trouble for one in present) else "mail fails"


def _answer(code: int, **told: str) -> Response:
    response = jsonify(told)
    response.status_code = code
    response.headers["Cache-Control"] = "no-store"
    return response
