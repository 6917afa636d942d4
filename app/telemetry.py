"""Errors to Sentry and traces by OpenTelemetry: only where the settings name a place, and of nobody in particular.

Both packages are extras (`requirements-extras.txt`); nothing of them is loaded without its setting.
"""

import logging
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, has_request_context, request
from sqlalchemy import Engine, event

import logs
from app.domain import request_id

if TYPE_CHECKING:
    from config import Config

# What Sentry is told of an error; by itself it would collect addresses, cookies, forms, variables and statements too.
TOLD = ("event_id", "timestamp", "level", "logger", "platform", "environment", "exception", "logentry", "sdk")


def begin(app: Flask, config: "Config") -> None:
    """Send what the settings ask for. Exits in plain words when a package is missing."""
    if config.sentry_dsn:
        _send_errors(config.sentry_dsn, config.env)
    if config.telemetry_url:
        _send_traces(app, config.telemetry_url)


def _send_errors(dsn: str, environment: str) -> None:
    sentry, integration = _load("sentry_sdk", "COACHBOOK_SENTRY_DSN"), import_module("sentry_sdk.integrations.logging")
    sentry.init(
        dsn=dsn,
        environment=environment,
        # Whatever is logged as an error is one, in pages, worker and streams alike; nothing else is patched.
        default_integrations=False,
        integrations=[integration.LoggingIntegration(level=None, event_level=logging.ERROR)],
        before_send=_without_people,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
    )


def _without_people(found: dict[str, Any], _hint: object) -> dict[str, Any]:
    """Return what is told of an error: where in the program, in which kind of request."""
    told = {name: found[name] for name in TOLD if name in found}
    for error in told.get("exception", {}).get("values", []):
        error["value"] = logs.without_people(str(error.get("value", "")))
    if entry := told.get("logentry"):
        told["logentry"] = {"message": logs.without_people(str(entry.get("message", "")))}
    told["tags"] = {"request_id": request_id.present(), **_where()}
    return told


def _where() -> dict[str, str]:
    """Return the method of the request and the pattern of its address."""
    if not has_request_context():
        return {}
    return {"method": request.method, "route": request.url_rule.rule if request.url_rule else "none"}


def _send_traces(app: Flask, url: str) -> None:
    trace = _load("opentelemetry.trace", "COACHBOOK_TELEMETRY_URL")
    sdk, export = import_module("opentelemetry.sdk.trace"), import_module("opentelemetry.sdk.trace.export")
    exporter = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter").OTLPSpanExporter
    resource = import_module("opentelemetry.sdk.resources").Resource.create({"service.name": "coachbook"})
    provider = sdk.TracerProvider(resource=resource)
    provider.add_span_processor(export.BatchSpanProcessor(exporter(endpoint=f"{url.rstrip('/')}/v1/traces")))
    app.extensions["traces"] = provider
    tracer = provider.get_tracer("coachbook")
    _trace_statements(app.extensions["engine"], tracer)

    def begin_span() -> None:
        where = _where()
        span = tracer.start_span(f"{where['method']} {where['route']}", kind=trace.SpanKind.SERVER)
        span.set_attributes({"http.request.method": where["method"], "http.route": where["route"]})
        span.set_attribute("coachbook.request_id", request_id.present())
        g.span = trace.use_span(span, end_on_exit=True)
        g.span.__enter__()

    def end_span(response: Response) -> Response:
        trace.get_current_span().set_attribute("http.response.status_code", response.status_code)
        g.pop("span").__exit__(None, None, None)
        return response

    app.before_request(begin_span)
    app.after_request(end_span)


def _trace_statements(engine: Engine, tracer: Any) -> None:
    """Add a span for each statement, without the values in it."""

    def begin_span(_connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
        context.span = tracer.start_span(statement.split(None, 1)[0], attributes={"db.query.text": statement})

    def end_span(_connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
        context.span.end()

    event.listen(engine, "before_cursor_execute", begin_span)
    event.listen(engine, "after_cursor_execute", end_span)


def _load(package: str, setting: str) -> Any:
    try:
        return import_module(package)
    except ImportError:
        sys.exit(f"{setting} is set, but {package.partition('.')[0]} is not installed: see docs/operations.md")
