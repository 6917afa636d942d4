"""The site with two pairs of people on it."""

import pytest

from tests.pages import Site
from tests.security.town import Pair, settle
from tests.web.conftest import site  # noqa: F401  # the same site


@pytest.fixture
def pairs(site: Site) -> list[Pair]:  # noqa: F811  # a fixture
    """Make Alice and Bob, Dora and Charlie, and what each two have with each other."""
    return settle(site)
