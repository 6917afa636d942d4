"""Figures of this installation for Prometheus, to whoever brings the token of COACHBOOK_METRICS_TOKEN."""

import hmac
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, abort, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from app.db import is_unreachable
from app.domain.clock import utc_now
from app.services import doctor_database, sending, workers
from app.web.access import Access, allow

bp = Blueprint("metrics", __name__)


@bp.get("/metrics")
@allow(Access.PUBLIC)
def show() -> Response:
    """Tell the figures; to anybody else there is no such page."""
    if not is_known(current_app, request.headers.get("Authorization", "")):
        abort(404)
    response = current_app.response_class(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


def is_known(app: Flask, authorization: str) -> bool:
    """Return whether this header holds the token; without a token in the settings none does."""
    token: str = app.config["COACHBOOK"].metrics_token
    return bool(token) and hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode())


def _registry() -> CollectorRegistry:
    """Return what all processes of this server have counted, or this one alone, and what the database knows."""
    registry = CollectorRegistry(auto_describe=False)
    try:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # its types leave this one out
    except ValueError:  # not below gunicorn
        registry.register(REGISTRY)
    registry.register(_Database())
    return registry


class _Database(Collector):
    """The figures that are the same whichever server is asked."""

    def collect(self) -> Iterator[Metric]:
        """Yield whether the database answers, then what it tells of mail and workers."""
        try:
            state = doctor_database.examine()
            is_current = not state.is_behind
            told = [*_mail(), *_workers()] if is_current else []
        except Exception as error:
            if not is_unreachable(error):
                raise
            yield _gauge("database_up", "Whether the database answers.", 0)
            return
        yield _gauge("database_up", "Whether the database answers.", 1)
        yield _gauge("migrations_current", "Whether the tables are those of this version.", int(is_current))
        yield from told


def _mail() -> Iterator[Metric]:
    queue = sending.look(now=(now := utc_now()))
    yield _gauge("outbox_messages", "Mails, by how they stand.", {state.value: n for state, n in queue.counts.items()})
    yield _gauge("outbox_due", "Mails that should have gone by now.", queue.due)
    lag = (now - queue.oldest_due_at).total_seconds() if queue.oldest_due_at else 0
    yield _gauge("outbox_lag_seconds", "How long the oldest mail that should have gone waits.", max(lag, 0))


def _workers() -> Iterator[Metric]:
    now, living = utc_now(), workers.list_workers()
    states = {"ok": 0, "trouble": 0, "late": 0}
    for one in living:
        states["late" if one.is_late(now) else "trouble" if one.trouble else "ok"] += 1
    yield _gauge("workers", "Workers that have not stopped in order, by how they are.", states)
    if living:
        age = (now - living[0].seen_at).total_seconds()
        yield _gauge("worker_heartbeat_age_seconds", "Since the last sign of life of any worker.", max(age, 0))


def _gauge(name: str, help: str, value: float | dict[str, int]) -> GaugeMetricFamily:
    if not isinstance(value, dict):
        return GaugeMetricFamily(f"coachbook_{name}", help, value=value)
    family = GaugeMetricFamily(f"coachbook_{name}", help, labels=["state"])
    for state, count in value.items():
        family.add_metric([state], count)
    return family
