"""Work that is done once the answer has gone: it never slows it down, and nothing is wrong if it fails."""

import logging
from collections.abc import Callable
from threading import Lock

from flask import Flask, Response, after_this_request

from app.current import this_app
from app.db import transact

log = logging.getLogger(__name__)
# One at a time in a process: what comes meanwhile is left out, so that no thread waits for another.
_busy = Lock()


def after_answer(work: Callable[[], object]) -> None:
    """Do this in a transaction of its own after the answer to the present request has gone."""
    app = this_app()

    @after_this_request
    def add(response: Response) -> Response:
        response.call_on_close(lambda: _do(app, work))
        return response


def _do(app: Flask, work: Callable[[], object]) -> None:
    if not _busy.acquire(blocking=False):
        return
    try:
        with app.app_context():
            transact(work)
    except Exception:
        log.warning("what was to be done after an answer failed", exc_info=True)
    finally:
        _busy.release()
