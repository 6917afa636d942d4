"""What all shapes share: nothing unknown, nothing guessed, instants in UTC."""

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

from app.db import LARGEST_NUMBER

T = TypeVar("T")

MOST = 100
USUAL = 30


class Shape(BaseModel):
    """An object of which every field is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _write_instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _read_instant(given: Any) -> datetime:
    """Read RFC 3339 alone: neither seconds since 1970 nor a day."""
    if isinstance(given, datetime):
        return given
    try:
        if "T" not in given.upper():
            raise ValueError
        instant = datetime.fromisoformat(given)
        return instant if instant.tzinfo is None else instant.astimezone(UTC)
    except (AttributeError, ValueError, OverflowError) as error:
        raise ValueError("write an instant like 2027-03-01T17:00:00Z") from error


Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_read_instant),
    PlainSerializer(_write_instant, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2027-03-01T17:00:00Z"]}),
]
Number = Annotated[int, Field(ge=1, le=LARGEST_NUMBER)]


class Listing(Shape):
    """Which part of a list."""

    limit: int = Field(default=USUAL, ge=1, le=MOST, description="How many at most.")
    cursor: str | None = Field(default=None, description="The `next_cursor` of the answer before.")


class Listed(Shape, Generic[T]):
    """One part of a list, and the cursor of the next one, or null at the end."""

    items: list[T]
    next_cursor: str | None = None

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """Return a name that may stand in an OpenAPI document."""
        return f"{params[0].__name__}List"
