"""What is too large, too deep or too many is refused early."""

import pytest

from tests.effort import effort_below

# Of the processor, on a slow machine: parsing such a body whole takes many times as long.
QUICK = 1.0
MEGABYTES = 10 * 1024 * 1024
PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"note=" + b"x" * MEGABYTES),
        ("application/x-www-form-urlencoded", b"a=1&" * 500_000),
        ("application/x-www-form-urlencoded", b"a=%" * 1_000_000),
        ("multipart/form-data; boundary=x", PART * 20_000 + b"--x--\r\n"),
        ("multipart/form-data; boundary=x", PART * 1_000 + b"--x--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"\r" * 400_000),
        ("multipart/form-data; boundary=" + "x" * 9_000, b"--" + b"x" * 300_000),
        ("text/plain", b"x" * MEGABYTES),
    ],
    ids=["long", "many", "percent", "parts", "some parts", "line ends", "boundary", "text"],
)
def test_a_hostile_body_is_refused_quickly(site, pairs, kind, body):
    """SEC-33."""
    bob = site.as_("bob")
    token = bob.get("/settings").form("/settings")["csrf_token"]
    with effort_below(QUICK):
        answer = bob.client.post("/settings", data=body, content_type=kind, headers={"X-CSRFToken": token})
    assert answer.status_code in (400, 413, 422)
    assert "Bob Baker" in bob.get("/settings").html


@pytest.mark.parametrize(
    "body", [b"[" * 200_000, b'{"a":' * 50_000, b'{"name": "' + b"x" * MEGABYTES + b'"}', b"\xff{"]
)
def test_a_hostile_document_is_refused_quickly(site, pairs, body):
    """SEC-33: deep and long JSON."""
    with effort_below(QUICK):
        answer = site.visitor().client.post("/api/v1/auth/login", data=body, content_type="application/json")
    assert answer.status_code in (400, 413, 422)


def test_an_address_that_is_far_too_long_is_no_bug(site, pairs):
    for path in ("/slots?q=" + "x" * 60_000, "/coaches?" + "day=1&" * 10_000, "/reset/" + "x" * 60_000):
        with effort_below(QUICK):
            assert site.visitor().client.get(path).status_code < 500
