"""Whose tries are counted together."""

import pytest

from app.domain.networks import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::1", "2001:db8:1:2::"), ("2001:db8:1:3::1", "2001:db8:1:3::"), ("unix:", "unix:"), (None, ""),
    ],
)  # fmt: skip
def test_an_address_is_counted_with_its_network(address, network):
    """SEC-12: whoever has a network of the newer kind cannot take another address for each guess."""
    assert network_of(address) == network
