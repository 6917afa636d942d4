"""Wherever a person is sent back to lies on this site."""

import itertools
import re

import pytest

from app.web.addresses import local_path

EVIL = ("evil.example", "evil.example/x", "user@evil.example", "127.0.0.1:8000@evil.example", "[::1]", "evil%2eexample")
BEFORE = (
    "//", "///", "////", "/\\", "\\/", "\\\\", "/\t/", "/\n/", "/\r\n/", "\t//", " //", "\x00//", "https://", "http:",
    "https:", "HTTPS:/", "ftp://", "javascript:", "JavaScript:alert(1)//", "data:text/html,", "vbscript:", "//\t",
    "/\x0b/",
    "/\u2028/", "/\u3000/", "/\u2044", "\u2215\u2215", "/\uff0f", "\uff0f\uff0f", "/%09/", "%2f%2f", "/%2f", "/%5c",
    "/.//", "/..//", "/;//", "/@", "?//", "#//", "",
)  # fmt: skip
WANTED = [f"{before}{host}" for before, host in itertools.product(BEFORE, EVIL)]


def host_in_browser(location: str) -> str:
    """Return the host that a browser would open, as the URL standard reads an address; empty on this site."""
    text = re.sub(r"[\t\n\r]", "", location.strip("".join(map(chr, range(0x21))))).replace("\\", "/")
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text):
        return text
    return text if text.startswith("//") else ""


def test_the_list_is_long_and_would_lead_away():
    """A list without danger would prove nothing."""
    assert len(WANTED) >= 200
    assert sum(bool(host_in_browser(wanted)) for wanted in WANTED) >= 90


@pytest.mark.parametrize("before", BEFORE)
def test_no_next_page_leads_to_another_site(site, pairs, before):
    """SEC-23, ASVS 3.7.2."""
    bob = site.as_("bob")
    form = bob.get("/time-zone").form("/time-zone")
    for host in EVIL:
        wanted = f"{before}{host}"
        answers = [
            bob.client.get("/login", query_string={"next": wanted}),
            bob.client.post("/time-zone", data={**form, "timezone": "UTC", "next": wanted}),
        ]
        for answer in answers:
            assert answer.status_code == 303
            assert host_in_browser(answer.headers["Location"]) == "", wanted
            assert answer.headers["Location"].startswith("/"), wanted


@pytest.mark.parametrize("path", ["/", "/calls?view=past", "/slots?q=%C3%A9&day=1", "/slots/12#book"])
def test_a_page_of_ours_is_gone_back_to(path):
    assert local_path(path) == path
