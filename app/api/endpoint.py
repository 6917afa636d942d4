"""An address of the API: what it takes and answers is said once, and both checked and documented from that."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Response, current_app
from pydantic import BaseModel

from app.api.caller import identify
from app.api.reading import read_body, read_query
from app.domain.errors import DomainError
from app.domain.tokens import Scope

View = Callable[..., Response]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is not the usual one: another status, or where the new thing is."""

    body: BaseModel
    status: int
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """What an address does, for whom, from what, with which answers; `scope` is None where anybody may call."""

    summary: str
    scope: Scope | None
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    answer: Any
    statuses: tuple[int, ...]
    refuses: tuple[type[DomainError], ...]
    takes_key: bool


def endpoint(
    summary: str,
    *,
    scope: Scope | None,
    query: type[BaseModel] | None = None,
    body: type[BaseModel] | None = None,
    answer: Any = None,
    statuses: tuple[int, ...] = (200,),
    refuses: tuple[type[DomainError], ...] = (),
    takes_key: bool = False,
) -> Callable[[Callable[..., Any]], View]:
    """Make a view of a function that is given `query` and `body` as shapes and returns its answer as one."""

    def make(work: Callable[..., Any]) -> View:
        @wraps(work)
        def view(**arguments: Any) -> Response:
            identify(scope)
            if query is not None:
                arguments["query"] = read_query(query)
            if body is not None:
                arguments["body"] = read_body(body)
            return _respond(work(**arguments), statuses[0])

        operation = Operation(summary, scope, query, body, answer, statuses, refuses, takes_key)
        view.access = scope  # type: ignore[attr-defined]  # a mark on the function itself
        view.operation = operation  # type: ignore[attr-defined]  # a mark on the function itself
        return view

    return make


def _respond(result: Answer | BaseModel | None, status: int) -> Response:
    told = result if isinstance(result, Answer) else None
    shape = told.body if told else result
    text = shape.model_dump_json(by_alias=True) if isinstance(shape, BaseModel) else ""
    response: Response = current_app.response_class(text, told.status if told else status, mimetype="application/json")
    if told and told.location:
        response.headers["Location"] = told.location
    response.vary.add("Authorization")
    return response
