"""What came with a request, as a shape that was checked; all that is wrong is told at once, each with its place."""

from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import UnsupportedMediaType

from app.api.schemas.problems import FieldProblem
from app.api.schemas.shape import Listing
from app.services.paging import decode_cursor

S = TypeVar("S", bound=BaseModel)

# Ours for what pydantic calls otherwise.
CODES = {"missing": "required", "extra_forbidden": "unknown_field", "json_invalid": "not_json"}


class Malformed(Exception):  # named as the refusals of the domain are
    """A request that no shape of ours fits."""

    def __init__(self, *errors: FieldProblem) -> None:
        super().__init__(", ".join(error.field for error in errors))
        self.errors = list(errors)


def read_query(shape: type[S]) -> S:
    """Return the parameters of the address. Raises Malformed, also for one that comes twice."""
    twice = [name for name, values in request.args.lists() if len(values) > 1]
    if twice:
        raise Malformed(*(FieldProblem(field=name, code="twice", message="Give it once.") for name in twice))
    try:
        query = shape.model_validate_strings(request.args.to_dict(), strict=True)
    except ValidationError as error:
        raise _malformed(error) from error
    if isinstance(query, Listing) and query.cursor is not None and decode_cursor(query.cursor) is None:
        raise Malformed(FieldProblem(field="cursor", code="unknown_cursor", message="Send a `next_cursor` of ours."))
    return query


def read_body(shape: type[S]) -> S:
    """Return the body, which is JSON; none stands for an empty object. Raises Malformed, UnsupportedMediaType."""
    body = request.get_data()
    if request.content_length and request.mimetype != "application/json":
        raise UnsupportedMediaType()
    try:
        return shape.model_validate_json(body or b"{}", strict=True)
    except ValidationError as error:
        raise _malformed(error) from error


def _malformed(error: ValidationError) -> Malformed:
    return Malformed(*(_problem(found) for found in error.errors(include_url=False, include_context=False)))


def _problem(found: Any) -> FieldProblem:
    field = ".".join(map(str, found["loc"])) or "body"
    message = found["msg"].removeprefix("Value error, ")
    return FieldProblem(field=field, code=CODES.get(found["type"], found["type"]), message=_sentence(message))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}".rstrip(".") + "."
