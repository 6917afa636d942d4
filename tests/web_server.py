"""A real HTTP server on this machine that answers as it is told; it counts who has so much as connected."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Reply = tuple[int, dict[str, str], bytes]


class WebServer:
    """What has been asked, and how the next question is answered; None breaks off without a word."""

    def __init__(self) -> None:
        self.port = 0
        self.connections = 0
        self.asked: list[Asked] = []
        self.answer: Callable[[Asked], Reply | None] = lambda _: (200, {}, b"fine")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = Asked(self.command, self.path, dict(self.headers), body)
        self.server.web.asked.append(asked)
        self.close_connection = True
        reply = self.server.web.answer(asked)
        if reply is None:
            return
        status, headers, content = reply
        self.send_response_only(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_PROPFIND = do_REPORT = answer  # noqa: N815  # as the library calls them

    def log_message(self, *_words: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, web: WebServer, tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.web, self.tls = web, tls
        web.port = self.server_address[1]

    def get_request(self):
        sock, address = super().get_request()
        self.web.connections += 1
        if self.tls:
            sock = self.tls.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        return sock, address

    def handle_error(self, *_more: object) -> None:
        pass


@contextmanager
def run_web_server(*, tls: ssl.SSLContext | None = None) -> Iterator[WebServer]:
    """Run a server in a thread of its own."""
    web = WebServer()
    server = _Server(web, tls)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
