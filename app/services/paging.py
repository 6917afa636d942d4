"""Pages of long lists, by the key of the last row: as fast at the end as at the beginning."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, literal, tuple_

from app.db import EPOCH, LARGEST_NUMBER, MICROSECOND

T = TypeVar("T")

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows, and the cursor of those after them, or None at the end."""

    items: Sequence[T]
    next_cursor: str | None = None


def encode_cursor(at: datetime, number: int) -> str:
    """Return the opaque key of the row with this instant and number."""
    return urlsafe_b64encode(f"{(at - EPOCH) // MICROSECOND}.{number}".encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None) -> tuple[datetime, int] | None:
    """Return what `encode_cursor` was given; None for none, and for a cursor that nobody gave out."""
    if not cursor:
        return None
    try:
        micros, number = map(int, urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split("."))
        return (EPOCH + timedelta(microseconds=micros), number) if abs(number) <= LARGEST_NUMBER else None
    except (binascii.Error, UnicodeDecodeError, ValueError, OverflowError):
        return None


def last_before(cursor: str | None) -> datetime | None:
    """Return the instant of the last row before the page that follows a cursor of `encode_cursor`."""
    key = decode_cursor(cursor)
    return key[0] if key else None


def after(cursor: str | None, at: Any, number: Any, *, descending: bool = False) -> list[ColumnElement[bool]]:
    """Return the condition that a row comes after the cursor, in a list ordered by (at, number)."""
    key = decode_cursor(cursor)
    if key is None:
        return []
    row, last = tuple_(at, number), tuple_(literal(key[0], at.type), literal(key[1], number.type))
    return [row < last if descending else row > last]


def page_of(rows: Sequence[T], limit: int, key: Callable[[T], tuple[datetime, int]]) -> Page[T]:
    """Make a page of `limit` rows from one row more than that."""
    if len(rows) <= limit:
        return Page(rows)
    return Page(rows[:limit], encode_cursor(*key(rows[limit - 1])))


def encode_keys(numbers: Sequence[int]) -> str:
    """Return the opaque key of the row with these numbers, for a list that is ordered by all of them."""
    return urlsafe_b64encode(".".join(map(str, numbers)).encode()).decode().rstrip("=")


def decode_keys(cursor: str | None, count: int) -> tuple[int, ...] | None:
    """Return what `encode_keys` was given; None for none, and for a cursor that nobody gave out."""
    try:
        text = urlsafe_b64decode((cursor or "") + "=" * (-len(cursor or "") % 4)).decode("ascii")
        numbers = tuple(map(int, text.split(".")))
    except (binascii.Error, UnicodeError, ValueError):
        return None
    return numbers if len(numbers) == count and all(abs(number) <= LARGEST_NUMBER for number in numbers) else None
