"""The demo on a server of its own, for whatever looks at the pages from outside."""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from app.db import db, transact
from app.domain.clock import utc_now
from app.services import demo
from config import Config

SEED = 7


class KeepAlive(WSGIRequestHandler):
    """Keeps a connection for the next request, as servers do that are no test."""

    protocol_version = "HTTP/1.1"


@contextmanager
def demo_site(*, is_empty: bool = False, **settings: Any) -> Iterator[tuple[Flask, str]]:
    """Serve the demo from a database of its own; yield the application and the address, which it knows as its own."""
    server = make_server("127.0.0.1", 0, None, threaded=True, request_handler=KeepAlive)
    address = f"http://localhost:{server.server_port}"
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "database_url": f"sqlite:///{folder}/demo.db",
            "env": "development",
            "base_url": address,
            **settings,
        }
        app = server.app = create_app(Config.for_tests(**settings))
        with app.app_context():
            upgrade(directory=str(Path(app.root_path).parent / "migrations"))
            if not is_empty:
                transact(lambda: demo.load(seed=SEED, now=utc_now()))
        Thread(target=server.serve_forever, daemon=True).start()
        yield app, address
        server.shutdown()
        with app.app_context():
            db.engine.dispose()


def session_of(app: Flask, who: str) -> str:
    """Return the Cookie header of a browser in which one of the demo's people is signed in."""
    client = app.test_client()
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/login").text)[0]
    form = {"csrf_token": token, "email": f"{who}@example.org", "password": demo.PASSWORD}
    client.post("/login", data=form)
    cookie = client.get_cookie("session")
    return f"session={cookie.value}" if cookie else ""


def chromium() -> str:
    """Return where Chromium is, or end."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        sys.exit("Chromium is not installed; `make packages` does it where it may.")
    return path
