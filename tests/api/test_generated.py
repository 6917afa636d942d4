"""Requests that nobody has thought of: a few here, always the same; twenty thousand others by `make schemathesis`.

Here as a student and as a coach, by whom more than the door is tried.
"""

import pytest

from docs.demo import SEED, demo_site
from docs.schemathesis import send

DATABASES = ("sqlite",)


@pytest.mark.usefixtures("database")
@pytest.mark.timeout(900)
def test_no_request_finds_a_fault():
    with demo_site(api_requests_per_minute=10**9) as (app, address):
        for caller in ("amara", "ines"):
            count, found = send(app, address, caller, examples=2, seed=SEED)
            assert found == ""
            assert count > 100
