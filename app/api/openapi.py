"""The API described as OpenAPI 3.1, from what its addresses check and answer: it cannot say otherwise."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify
from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from app.api.endpoint import Operation
from app.api.schemas.problems import Problem
from app.db import LARGEST_NUMBER
from app.problems import status_of

bp = Blueprint("api_openapi", __name__)

REFS = "#/components/schemas/{model}"
NUMBER = {"type": "integer", "minimum": 1, "maximum": LARGEST_NUMBER}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key and body again: the same answer, and nothing is done twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}


@bp.get("/openapi.json")
def show() -> Response:
    """Answer the document."""
    return jsonify(document(current_app))


show.access = None  # type: ignore[attr-defined]  # for everybody


def document(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI document of an application."""
    config = app.config["COACHBOOK"]
    found = sorted(_operations(app), key=lambda one: (one[0], one[1]))
    paths: dict[str, dict[str, Any]] = {}
    for path, method, endpoint, operation in found:
        paths.setdefault(path, {})[method] = _describe(path, endpoint, operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{config.programme_name} API", "version": "1"},
        "servers": [{"url": f"{config.base_url}/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": _schemas([operation for *_, operation in found]),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operations(app: Flask) -> Iterator[tuple[str, str, str, Operation]]:
    for rule in app.url_map.iter_rules():
        operation = getattr(app.view_functions[rule.endpoint], "operation", None)
        if operation is not None:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield _path(rule), method.lower(), rule.endpoint, operation


def _path(rule: Rule) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule).removeprefix("/api/v1")


def _describe(path: str, endpoint: str, operation: Operation) -> dict[str, Any]:
    names = re.findall(r"{(\w+)}", path)
    parameters = [{"name": name, "in": "path", "required": True, "schema": NUMBER} for name in names]
    parameters += _query(operation)
    if operation.takes_key:
        parameters.append(KEY)
    described: dict[str, Any] = {
        "operationId": endpoint.removeprefix("api_").replace(".", "_"),
        "summary": operation.summary,
        "tags": [path.split("/")[1]],
        "parameters": parameters,
        "responses": _responses(operation),
        "security": [{"token": []}] if operation.scope else [{}, {"token": []}],
    }
    if operation.body is not None:
        is_needed = any(field.is_required() for field in operation.body.model_fields.values())
        schema = {"$ref": REFS.format(model=operation.body.__name__)}
        described["requestBody"] = {"required": is_needed, "content": {"application/json": {"schema": schema}}}
    return described


def _query(operation: Operation) -> list[dict[str, Any]]:
    if operation.query is None:
        return []
    shape = operation.query.model_json_schema()
    return [
        {
            "name": name,
            "in": "query",
            "required": name in shape.get("required", ()),
            "description": schema.pop("description", ""),
            "schema": _inlined(schema, shape.get("$defs", {})),
        }
        for name, schema in shape["properties"].items()
    ]


def _inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    """Return a schema with what it refers to in place, for parameters have no definitions of their own."""
    if isinstance(schema, list):
        return [_inlined(part, definitions) for part in schema if part != {"type": "null"}]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return definitions[schema["$ref"].rsplit("/", 1)[1]]
    kept = {key: _inlined(part, definitions) for key, part in schema.items() if (key, part) != ("default", None)}
    only = kept.get("anyOf", ())
    return {**{key: part for key, part in kept.items() if key != "anyOf"}, **only[0]} if len(only) == 1 else kept


def _responses(operation: Operation) -> dict[str, Any]:
    content = {"application/json": {"schema": _answer(operation)[0]}} if operation.answer is not None else {}
    found: dict[str, Any] = {
        str(status): {"description": HTTPStatus(status).phrase, **({"content": content} if content else {})}
        for status in operation.statuses
    }
    problem = {"application/problem+json": {"schema": {"$ref": REFS.format(model="Problem")}}}
    for status, codes in sorted(_refusals(operation).items()):
        found[str(status)] = {"description": ", ".join(codes), "content": problem}
    return found


def _refusals(operation: Operation) -> dict[int, list[str]]:
    """Return by status the codes with which this may be refused."""
    found: dict[int, list[str]] = {}
    general = [(401, "unauthorised"), (429, "rate_limited"), (503, "busy")]
    if operation.scope is not None:
        general.append((403, "missing_scope"))
    if operation.query is not None or operation.body is not None:
        general.append((422, "invalid"))
    if operation.body is not None:
        general += [(400, "bad_request"), (413, "too_large"), (415, "unsupported_media_type")]
    for status, code in general + [(status_of(error), error.code) for error in operation.refuses]:
        found.setdefault(status, []).append(code)
    return found


def _answer(operation: Operation) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is answered, by the names of shapes, and those shapes as they are written."""
    schema = TypeAdapter(operation.answer).json_schema(ref_template=REFS, mode="serialization")
    shapes: dict[str, Any] = schema.pop("$defs", {})
    if "properties" not in schema:
        return schema, shapes
    return {"$ref": REFS.format(model=schema["title"])}, shapes | {schema["title"]: schema}


def _schemas(operations: list[Operation]) -> dict[str, Any]:
    """Return the shapes by name: sent ones as they are read, answered ones as they are written."""
    sent = {operation.body for operation in operations if operation.body is not None}
    models = [*((body, "validation") for body in sent), (Problem, "serialization")]
    _, found = models_json_schema(models, ref_template=REFS)  # type: ignore[arg-type]  # a list of pairs is a sequence
    shapes = dict(found["$defs"])
    for operation in operations:
        if operation.answer is not None:
            shapes |= _answer(operation)[1]
    return dict(sorted(shapes.items()))
