"""The programme's address, as passkeys know it."""

import pytest

from app.integrations.passkeys import RelyingParty


@pytest.mark.parametrize(
    ("base_url", "host", "origin", "is_possible"),
    [
        ("https://c.example.org", "c.example.org", "https://c.example.org", True),
        ("https://c.example.org:443", "c.example.org", "https://c.example.org", True),
        ("https://c.example.org:8443", "c.example.org", "https://c.example.org:8443", True),
        ("http://localhost:8000", "localhost", "http://localhost:8000", True),
        ("http://c.example.org", "c.example.org", "http://c.example.org", False),
        ("http://127.0.0.1:8000", "127.0.0.1", "http://127.0.0.1:8000", False),
        ("https://[::1]:8000", "::1", "https://[::1]:8000", False),
    ],
)
def test_the_address_of_the_settings_says_whether_there_are_passkeys(base_url, host, origin, is_possible):
    party = RelyingParty(base_url, "Coachbook")
    assert (party.host, party.origin, party.is_possible) == (host, origin, is_possible)
