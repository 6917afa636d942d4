"""Requests that nobody has thought of: a few here, twenty thousand by `make schemathesis`."""

import pytest

from docs.demo import demo_site
from docs.schemathesis import CALLERS, send


@pytest.mark.timeout(300)
def test_no_request_finds_a_fault():
    with demo_site(api_requests_per_minute=10**9) as (app, address):
        for caller in CALLERS:
            count, found = send(app, address, caller, examples=2)
            assert found == ""
            assert count > 100
