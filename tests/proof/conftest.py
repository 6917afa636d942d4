"""Sizes of the proof, and a database of its own for each part, as races have them."""

import os

import pytest

from tests.races.conftest import race_app, race_url  # noqa: F401  # the same


@pytest.fixture(scope="session")
def size() -> float:
    """Return the share of the whole goal that is tried; without PROOF_SIZE as little as shows that it works."""
    return float(os.environ.get("PROOF_SIZE") or 0)
