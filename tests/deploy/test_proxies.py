"""A page, a booking and a stream go through each proxy to two web servers; what is private stays behind it."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPSConnection
from socket import create_connection
from threading import Barrier
from time import monotonic
from urllib.parse import urlsplit

import pytest

from tests import factories
from tests.races.served import phones

DATABASES = ("postgresql",)
BOTH = pytest.mark.parametrize("proxy", ["haproxy", "nginx"], indirect=True)


def ask(proxy, trust, path, method="GET", **headers):
    """Return the status and the headers of one answer."""
    connection = HTTPSConnection(urlsplit(proxy).netloc, context=trust, timeout=20)
    with closing(connection):
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers


class Stream:
    """The open stream of a signed-in person."""

    def __init__(self, proxy, trust, person):
        address = urlsplit(proxy)
        cookie = "; ".join(f"{one.name}={one.value}" for one in person.cookies)
        raw = create_connection((address.hostname, address.port), timeout=20)
        self._socket = trust.wrap_socket(raw, server_hostname=address.hostname)
        self._socket.sendall(f"GET /stream HTTP/1.1\r\nHost: {address.netloc}\r\nCookie: {cookie}\r\n\r\n".encode())
        self._lines = self._socket.makefile("rb")

    def hear(self, wanted):
        said, until = "", monotonic() + 60
        while wanted not in said:
            line = self._lines.readline().decode()
            said += line
            assert line, said
            assert monotonic() < until, said
        return said

    def close(self):
        self._lines.close()
        self._socket.close()


def pages_of(nodes):
    """Return how many pages each server has written of."""
    return [node.log.read_text().count('"route": "/slots"') for node in nodes.web]


@BOTH
def test_a_page_a_booking_and_a_stream_pass(proxy, nodes, town, as_person):
    before, bob = pages_of(nodes), as_person("bob")
    # A server that was slow to say that it is ready gets nothing until it has said so twice.
    until, idle = monotonic() + 60, True
    while idle:
        assert monotonic() < until, "one server did all the work"
        with ThreadPoolExecutor(16) as hands:
            assert {page.status for page in hands.map(bob.get, ["/slots"] * 16)} == {200}
        idle = any(later == earlier for earlier, later in zip(before, pages_of(nodes), strict=True))
    with closing(Stream(proxy, nodes.trust, bob)) as stream:
        stream.hear("200 OK")
        stream.hear("retry:")
        path = f"/slots/{town.slots[0]}"
        booked = bob.book(town.slots[0], bob.form(path, f"{path}/book"), Barrier(1))
        assert booked.status == 200
        assert "+44 20 7946 0101" in booked.soup.get_text()
        stream.hear("data: call:")
    written = nodes.written()
    assert "bob@" not in written
    assert not phones(written, [number for _, number, _ in factories.PEOPLE.values()])


@BOTH
@pytest.mark.usefixtures("town")
def test_what_is_sent_through_it_is_safe_and_what_is_private_is_not_there(proxy, nodes):
    status, headers = ask(
        proxy, nodes.trust, "/", **{"X-Forwarded-For": "6.6.6.6", "X-Request-ID": "made-up-by-a-visitor"}
    )
    assert status == 200
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert re.fullmatch(r"[0-9a-f-]{32,36}", headers["X-Request-ID"])
    assert ask(proxy, nodes.trust, "/metrics", Authorization="Bearer x")[0] == 404
    assert ask(proxy, nodes.trust, "/stream")[0] == 401
    assert ask(proxy, nodes.trust, "/", Host="elsewhere.example.com")[0] == 400
