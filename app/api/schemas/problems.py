"""Refusals, as RFC 9457 has them."""

from pydantic import Field

from app.api.schemas.series import Clash
from app.api.schemas.shape import Shape


class FieldProblem(Shape):
    """What is wrong with one field, or one parameter of the address."""

    field: str
    code: str
    message: str


class Problem(Shape):
    """A refusal: `code` is for programs, the rest is for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem] = Field(default=[])
    clashes_with: Clash | None = None
