"""Figures of the streams' own process, which no web server can tell: /metrics at its port, by the same token."""

from collections.abc import Iterator

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from app.streams.hub import Hub

PATH = "/metrics"


class Figures(Collector):
    """Who listens to a hub, and what it has heard."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def collect(self) -> Iterator[Metric]:
        """Yield the figures of this moment."""
        yield GaugeMetricFamily("coachbook_streams_open", "Pages that listen just now.", self._hub.streams)
        yield GaugeMetricFamily("coachbook_streams_people", "People who have such a page open.", self._hub.people)
        yield CounterMetricFamily("coachbook_changes_told", "Changes that open pages were told of.", self._hub.told)

    def tell(self) -> bytes:
        """Return them, and what any process has."""
        registry = CollectorRegistry(auto_describe=False)
        registry.register(REGISTRY)
        registry.register(self)
        return generate_latest(registry)
