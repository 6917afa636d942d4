"""Errors and traces reach whom the settings name, and tell of nobody."""

import gzip
import json
import logging
import sys

import brotli
import pytest
import sentry_sdk
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from app import create_app, telemetry
from app.db import db
from config import Config
from tests.races.served import phones
from tests.web_server import run_web_server

DATABASES = ("sqlite",)
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
PERSONAL = ("bob@", "a-token-that-signs-in", "Python-urllib", "127.0.0.1", "secret note")
PHONE = "+442079460101"


def personal_in(told):
    return [word for word in PERSONAL if word in told] + phones(told, [PHONE])


@pytest.fixture
def server():
    with run_web_server() as web:
        yield web


@pytest.fixture
def ask(database_url):
    """Return what asks an application with these settings for a page, by somebody of whom there is much to tell."""
    apps = []

    def ask(path, **settings):
        app = create_app(Config.for_tests(database_url=database_url, **settings))
        apps.append(app)

        @app.get("/fails/<token>")
        def fail(token):
            note = f"secret note of {token}"
            logging.getLogger("app").error("no account of bob@example.org", exc_info=ValueError("+44 20 7946 0101"))
            return note

        client = app.test_client()
        client.set_cookie("session", "a-token-that-signs-in")
        answer = client.get(path, headers={"User-Agent": "Python-urllib"})
        return app, answer

    yield ask
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def test_sentry_is_told_of_an_error_and_of_nobody(ask, server):
    try:
        _, answer = ask("/fails/a-token-that-signs-in", sentry_dsn=f"http://key@127.0.0.1:{server.port}/1")
        sentry_sdk.flush(30)
    finally:
        sentry_sdk.get_client().close()
        sentry_sdk.init()
    (asked,) = server.asked
    body = UNPACK[asked.headers.get("Content-Encoding", "")](asked.body)
    event = json.loads(body.splitlines()[-1])
    assert event["tags"] == {
        "request_id": answer.headers["X-Request-ID"], "method": "GET", "route": "/fails/<token>",
    }  # fmt: skip
    (error,) = event["exception"]["values"]
    assert (error["type"], error["value"]) == ("ValueError", "<phone>")
    assert {"request", "user", "breadcrumbs", "server_name", "extra"} & event.keys() == set()
    assert personal_in(body.decode().replace(f"127.0.0.1:{server.port}", "")) == []


def test_traces_hold_requests_and_statements_without_values(ask, server):
    app, _ = ask("/slots?q=bob@example.org", telemetry_url=f"http://127.0.0.1:{server.port}")
    app.extensions["traces"].shutdown()
    sent = [ExportTraceServiceRequest.FromString(asked.body) for asked in server.asked if asked.path == "/v1/traces"]
    scopes = [scope for one in sent for found in one.resource_spans for scope in found.scope_spans]
    spans = [span for scope in scopes for span in scope.spans]
    (page,) = [span for span in spans if span.name == "GET /slots"]
    assert any(span.trace_id == page.trace_id and span.parent_span_id == page.span_id for span in spans), "no statement"
    assert personal_in(str(spans)) == []


@pytest.mark.parametrize(
    ("setting", "package"), [("sentry_dsn", "sentry_sdk"), ("telemetry_url", "opentelemetry.trace")]
)
def test_without_the_package_the_start_is_refused_in_plain_words(database_url, monkeypatch, setting, package):
    monkeypatch.setitem(sys.modules, package, None)
    settings = Config.for_tests(database_url=database_url, **{setting: "http://key@127.0.0.1:9/1"})
    with pytest.raises(SystemExit, match=f"COACHBOOK_{setting.upper()} is set, but .* is not installed"):
        create_app(settings)


def test_without_the_settings_nothing_is_loaded(database_url, monkeypatch):
    monkeypatch.setattr(telemetry, "import_module", lambda name: pytest.fail(f"{name} was loaded"))
    create_app(Config.for_tests(database_url=database_url))
