"""Servers that die, or are not ready: what people see of it through the proxies."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import copy
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic, sleep
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from tests.deploy.proxies import run_proxy
from tests.ports import free_port

DATABASES = ("postgresql",)
# HAProxy asks every second.
NOTICED = 2.5


@contextmanager
def serving(*, is_ready: bool = True, dies: bool = False) -> Iterator[SimpleNamespace]:
    """Run a server that lives, ready or not, and says what it is; or one that dies whenever it is asked for a page."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/healthz" or (is_ready and (self.path == "/readyz" or not dies)):
                self.answer(200)
            elif not dies:
                self.answer(503)

        def do_POST(self) -> None:
            self.do_GET()

        def answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "8")
            self.end_headers()
            self.wfile.write(b"our page")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield SimpleNamespace(port=server.server_port)
    server.shutdown()
    server.server_close()


@pytest.fixture
def through(nodes):
    """Return how a proxy is put before other servers than the real ones."""
    with ExitStack() as proxies:

        def open_proxy(name, *servers):
            others = copy(nodes)
            others.web = list(servers)
            address = urlsplit(proxies.enter_context(run_proxy(name, others)))

            def ask(method="GET"):
                connection = HTTPSConnection(address.netloc, context=nodes.trust, timeout=20)
                connection.request(method, "/slots")
                answer = connection.getresponse()
                told = answer.status, answer.headers, answer.read().decode()
                connection.close()
                return told

            return ask

        yield open_proxy


@pytest.mark.parametrize("name", ["haproxy", "nginx"])
def test_where_no_server_answers_people_are_told_what_to_do(through, name):
    nobody = [SimpleNamespace(port=free_port()) for _ in range(2)]
    status, headers, page = through(name, *nobody)()
    assert status in (502, 503)
    assert "open the page again" in page
    assert (headers["HX-Retarget"], headers["Retry-After"]) == ("#alert", "5")


def test_the_page_of_servers_that_are_not_ready_is_shown_with_what_was_typed(through):
    with serving(is_ready=False) as one, serving(is_ready=False) as other:
        ask, until = through("haproxy", one, other), monotonic() + NOTICED
        while monotonic() < until:
            status, _, page = ask("POST")
            assert (status, page) == (503, "our page")
            sleep(0.2)


def test_a_page_that_a_dying_server_did_not_send_comes_from_another_and_a_form_is_not_repeated(through):
    with serving(dies=True) as dying, serving() as living:
        ask = through("haproxy", dying, living)
        assert {ask()[0] for _ in range(8)} == {200}
        answers = [ask("POST") for _ in range(8)]
    assert {status for status, _, _ in answers} == {200, 502}
    assert all("look whether it is there" in page for status, _, page in answers if status == 502)
