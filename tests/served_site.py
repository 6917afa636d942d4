"""The site served by threads of this process, for a browser in front."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server


class _Handler(WSGIRequestHandler):
    timeout = 15  # seconds that a connection is waited for on which a browser says nothing more


@contextmanager
def serve(app: Flask, *, host: str = "127.0.0.1") -> Iterator[BaseWSGIServer]:
    """Serve an application; when this is over, no request is left that could meet the next test's database."""
    server = make_server(host, 0, app, threaded=True, request_handler=_Handler)
    # Only such threads are waited for.
    server.daemon_threads = False
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
