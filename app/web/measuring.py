"""What each request took: a line in the log, and figures for /metrics.

They go by the pattern of its address and never by its path, in which there may be a token.
"""

import logging
from time import perf_counter

from flask import Flask, Response, g, request
from prometheus_client import Counter, Gauge, Histogram

from app.db import db

log = logging.getLogger(__name__)

# A caller may make up methods; figures are kept for these.
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

requests = Counter("coachbook_requests", "Requests answered.", ["method", "route", "status"])
seconds = Histogram(
    "coachbook_request_seconds", "Time from a request to its answer.", ["method", "route"], buckets=BUCKETS
)
connections = Gauge(
    "coachbook_database_connections_in_use",
    "Connections that other requests of the process held when its last request began.",
    multiprocess_mode="livesum",
)


def route() -> str:
    """Return the pattern of the address that is asked for, which names nobody and holds no token."""
    return request.url_rule.rule if request.url_rule else "none"


def begin() -> None:
    """Note when the request began."""
    g.began = perf_counter()
    connections.set(db.connections_in_use)


def end(response: Response) -> Response:
    """Count the request, and write its line."""
    took = perf_counter() - g.began
    method = request.method if request.method in METHODS else "other"
    requests.labels(method, route(), response.status_code).inc()
    seconds.labels(method, route()).observe(took)
    facts = {"method": method, "route": route(), "status": response.status_code, "ms": round(took * 1000, 1)}
    log.info("%s %s %s", method, route(), response.status_code, extra={"facts": facts})
    return response


def register(app: Flask) -> None:
    """Measure from the first thing that is done for a request to the last."""
    app.before_request(begin)
    app.after_request(end)
