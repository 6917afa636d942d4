"""How gunicorn serves Coachbook. GUNICORN_CMD_ARGS, WEB_CONCURRENCY, PORT and DRAIN_SECONDS change it from outside."""

import gc
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dotenv import load_dotenv

import logs

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter

# As the `flask` command does; what the environment says itself counts more.
load_dotenv(Path(__file__).parent / ".env")

# Behind a reverse proxy on the same machine.
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
# A page is worked on by one processor at a time, so there are as many workers as processors, or twice as many where the
# database stands elsewhere. Threads are for what waits: for a commit, for a browser that reads slowly or sends nothing.
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 16
# Workers are forked off a process that has loaded everything, and share its memory.
preload_app = True
# SIGTERM lets running requests end within this time; a worker that hangs longer than `timeout` is replaced.
graceful_timeout = 10
timeout = 30
keepalive = 5
# Its socket would lie in the home directory, which a service may not have.
control_socket_disable = True

# Trouble for people, everything for machines.
style = os.environ.get("COACHBOOK_LOG_FORMAT") or "text"
logconfig_dict: dict[str, Any] = logs.settings(style, level="INFO" if style == "json" else "WARNING")
logconfig_dict["loggers"]["gunicorn.error"] = {"handlers": ["stderr"], "propagate": False}

# What the workers of this server share: their figures, and the word that it is about to stop.
shared = Path(tempfile.mkdtemp(prefix="coachbook-web-"))
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(shared))
os.environ.setdefault("COACHBOOK_DRAIN_FILE", str(shared / "draining"))
# It asks for that folder while it is imported.
from prometheus_client import multiprocess  # noqa: E402  # only now can it be imported

# So long after SIGTERM a server goes on as before, while /readyz already says no: a balancer that asks every second
# sends nobody here any more by the time it stops.
drain_seconds = float(os.environ.get("DRAIN_SECONDS", "0"))


def when_ready(server: "Arbiter") -> None:
    """Keep memory shared that the collector would else write to, and let SIGTERM reach the balancer before it acts."""
    gc.collect()
    gc.freeze()
    stop = server.handle_term

    def drain() -> None:
        Path(os.environ["COACHBOOK_DRAIN_FILE"]).touch()
        time.sleep(drain_seconds)
        stop()

    server.handle_term = drain


def child_exit(_server: "Arbiter", worker: Any) -> None:
    """Forget what a worker that has gone was in the middle of; what it counted stays counted."""
    multiprocess.mark_process_dead(worker.pid)


def on_exit(_server: "Arbiter") -> None:
    """Leave nothing behind."""
    shutil.rmtree(shared, ignore_errors=True)
