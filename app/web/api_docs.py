"""The API's documentation, made of the same document that programs read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from app.api import openapi
from app.api.errors import TITLES
from app.web import api_guide
from app.web.access import Access, allow
from app.web.responses import page

bp = Blueprint("api_docs", __name__)

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A field or a parameter in words."""

    name: str
    type: str
    is_needed: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One address with its method: what it takes, what it answers, why it may refuse."""

    id: str
    method: str
    path: str
    summary: str
    is_open: bool
    query: list[Row]
    body: list[Row]
    answers: dict[str, str]
    refusals: dict[str, list[str]]


@bp.get("/api/docs")
@allow(Access.PUBLIC)
def show() -> ResponseReturnValue:
    """Show what holds at every address, and every code of a refusal."""
    found = {
        code: status
        for _, _, operation in _operations(openapi.document(current_app))
        for status, codes in _refusals(operation).items()
        for code in codes
    }
    return page("api/docs.html", refusals=[(code, status, TITLES[code]) for code, status in sorted(found.items())])


@bp.get("/api/docs/guide")
@allow(Access.PUBLIC)
def guide() -> ResponseReturnValue:
    """Show how a program does the main job, step by step."""
    return page("api/guide.html", steps=api_guide.steps())


@bp.get("/api/docs/addresses")
@allow(Access.PUBLIC)
def addresses() -> ResponseReturnValue:
    """Show every address with what it takes and answers, and why it may refuse."""
    document = openapi.document(current_app)
    parts: dict[str, list[Entry]] = {}
    for method, path, operation in _operations(document):
        entry = _entry(method, path, operation, document["components"]["schemas"])
        parts.setdefault(operation["tags"][0], []).append(entry)
    return page("api/addresses.html", parts=parts, server=document["servers"][0]["url"])


@bp.get("/api/docs/shapes")
@allow(Access.PUBLIC)
def shapes() -> ResponseReturnValue:
    """Show the fields of everything that is sent and answered."""
    known = openapi.document(current_app)["components"]["schemas"]
    return page(
        "api/shapes.html",
        shapes={name: _rows(shape, known) for name, shape in known.items() if "properties" in shape},
    )


def _operations(document: Schema) -> Iterator[tuple[str, str, Schema]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _refusals(operation: Schema) -> dict[str, list[str]]:
    answers = operation["responses"]
    return {status: answer["description"].split(", ") for status, answer in answers.items() if status >= "400"}


def _entry(method: str, path: str, operation: Schema, known: Schema) -> Entry:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    query = [part for part in operation["parameters"] if part["in"] == "query"]
    return Entry(
        id=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        is_open=len(operation["security"]) > 1,
        query=[Row(one["name"], _type(one["schema"], known), one["required"], one["description"]) for one in query],
        body=_rows(known[_name(body)], known) if body else [],
        answers={status: _answer(one, known) for status, one in operation["responses"].items() if status < "400"},
        refusals=_refusals(operation),
    )


def _rows(shape: Schema, known: Schema) -> list[Row]:
    needed = shape.get("required", ())
    return [
        Row(name, _type(field, known), name in needed, field.get("description", ""))
        for name, field in shape["properties"].items()
    ]


def _answer(answer: Schema, known: Schema) -> str:
    schema = answer.get("content", {}).get("application/json", {}).get("schema")
    if schema is None:
        return ""
    return _type(schema, known)


def _type(schema: Schema, known: Schema) -> str:
    """Write a type: the name of a shape, the words that may be said, or what JSON calls it."""
    if "anyOf" in schema:
        return " | ".join(_type(part, known) for part in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"])
    if "$ref" in schema:
        return _type(known[_name(schema)], known) if "enum" in known[_name(schema)] else _name(schema)
    if schema.get("type") == "array":
        return f"[{_type(schema['items'], known)}]"
    return str(schema.get("format") or schema.get("type"))


def _name(schema: Schema) -> str:
    return str(schema["$ref"]).rsplit("/", 1)[1]
