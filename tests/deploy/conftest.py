"""The recipe of production on this machine: PostgreSQL, two web servers, streams, and a proxy in front."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest

from app import create_app
from app.db import db
from app.domain.clock import utc_now
from config import Config
from tests import factories
from tests.conftest import empty, new_database
from tests.deploy.nodes import Nodes, run_nodes
from tests.deploy.proxies import run_proxy
from tests.races.conftest import race_app, race_url  # noqa: F401  # a database of a test's own
from tests.races.served import Person

SLOTS = 24


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "deploy" in item.path.parts:
            # Proxies and processors that are not ours; what failed is shown, also where the second try passes.
            item.add_marker(pytest.mark.flaky(reruns=1))
            if not item.get_closest_marker("timeout"):
                # Whoever comes first makes the servers, too.
                item.add_marker(pytest.mark.timeout(600))
        if "nodes" in getattr(item, "fixturenames", ()):
            # One set of servers for all of them.
            item.add_marker(pytest.mark.xdist_group("deploy"))


@pytest.fixture(scope="session")
def nodes_url(database: str, request: pytest.FixtureRequest) -> str:
    """Return the address of the servers' own database: they hold on to it while other tests go on."""
    return new_database(database, request, "nodes")


@pytest.fixture(scope="session")
def nodes(nodes_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    """Return the servers, started once."""
    with run_nodes(tmp_path_factory.mktemp("nodes"), nodes_url) as running:
        yield running


@pytest.fixture
def town(nodes: Nodes, nodes_url: str) -> Iterator[SimpleNamespace]:
    """Return Alice and Bob, and times that Alice offers; the servers see them as soon as they are there."""
    app = create_app(Config.for_tests(database_url=nodes_url))
    empty(app, nodes_url)
    now = utc_now().replace(minute=0, second=0, microsecond=0)
    with app.app_context():
        alice, bob = factories.coach("alice", now=now), factories.person("bob", now=now)
        starts = [now + timedelta(days=2, hours=2 * number) for number in range(SLOTS)]
        slots = [factories.slot(alice, start, now=now) for start in starts]
        thread = factories.message(alice, bob, bob, "Hello Alice", now=now)
        yield SimpleNamespace(alice=alice, bob=bob, slots=slots, thread=thread)
        db.session.rollback()
        db.engine.dispose()


@pytest.fixture
def proxy(request: pytest.FixtureRequest, nodes: Nodes) -> Iterator[str]:
    """Return the address of the proxy that the test names."""
    with run_proxy(request.param, nodes) as address:
        yield address


@pytest.fixture
def as_person(nodes: Nodes, proxy: str) -> Callable[[str], Person]:
    """Return what signs a person in through the proxy."""
    return lambda who: Person(proxy, who, trust=nodes.trust)


@pytest.fixture
def report() -> Callable[[str], None]:
    """Return what tells a figure where DEPLOY_REPORT says, if it does."""

    def tell(line: str) -> None:
        with open(os.environ.get("DEPLOY_REPORT", os.devnull), "a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    return tell
