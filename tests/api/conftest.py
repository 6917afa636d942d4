"""Programs of the usual people: Alice coaches, Bob booked, Charlie is a stranger."""

from dataclasses import dataclass

import pytest

from tests.api.programs import Program, token_of
from tests.pages import Site
from tests.web.conftest import World, site, world  # noqa: F401  # the same site


@dataclass(frozen=True)
class Programs:
    """One program for each person, and one for nobody."""

    alice: Program
    bob: Program
    charlie: Program
    nobody: Program


@pytest.fixture
def programs(site: Site, world: World) -> Programs:  # noqa: F811  # a fixture
    """Give each person a program with a token of theirs."""
    people = {who: site.do(lambda who=who: token_of(who)) for who in ("alice", "bob", "charlie")}
    return Programs(**{who: Program(site.app, token) for who, token in people.items()}, nobody=Program(site.app))
