"""Requests that nobody has thought of: a few here, always the same; twenty thousand others by `make schemathesis`."""

import pytest

from docs.demo import SEED, demo_site
from docs.schemathesis import CALLERS, send

DATABASES = ("sqlite",)


@pytest.mark.usefixtures("database")
@pytest.mark.timeout(900)
def test_no_request_finds_a_fault():
    with demo_site(api_requests_per_minute=10**9) as (app, address):
        for caller in CALLERS:
            count, found = send(app, address, caller, examples=2, seed=SEED)
            assert found == ""
            assert count > 100
