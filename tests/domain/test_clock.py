"""The one clock and its offset."""

from datetime import UTC, timedelta

import pytest

from app.domain import clock


@pytest.mark.usefixtures("at_now")
def test_the_clock_is_aware_utc_and_can_be_shifted(now):
    assert clock.utc_now() == now
    assert clock.utc_now().tzinfo is UTC
    clock.set_offset(timedelta(days=3, hours=-2))
    assert clock.utc_now() == now + timedelta(days=3, hours=-2)
