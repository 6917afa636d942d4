"""The types of columns, alike on both databases, and the base of every table."""

import json
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Integer,
    Interval,
    MetaData,
    Text,
    literal,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# What both databases can count to.
LARGEST_NUMBER = 2**63 - 1


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC instant: `timestamptz` on PostgreSQL, whole microseconds since 1970 on SQLite.

    SQLite's STRICT tables know no date type, and text in two spellings would not compare; an integer always does.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return (value - EPOCH) // MICROSECOND if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        instant: datetime = EPOCH + value * MICROSECOND if dialect.name == "sqlite" else value.astimezone(UTC)
        return instant


class Flag(TypeDecorator[bool]):
    """Yes or no: `boolean` on PostgreSQL, 1 or 0 on SQLite, whose STRICT tables know no such type."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class PlainDate(TypeDecorator[date]):
    """A day without a zone: `date` on PostgreSQL, text like 2027-03-01 on SQLite, whose order is that of the days."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return date.fromisoformat(value) if dialect.name == "sqlite" and value is not None else value


class Duration(TypeDecorator[timedelta]):
    """What lies between two instants, as a query adds it up: `interval` on PostgreSQL, microseconds on SQLite."""

    impl = Interval
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Interval())

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> Any:
        return value // MICROSECOND if dialect.name == "sqlite" and value is not None else value

    def process_result_value(self, value: Any, dialect: Dialect) -> timedelta | None:
        lasting: timedelta | None = value * MICROSECOND if dialect.name == "sqlite" and value is not None else value
        return lasting


class JSONDocument(TypeDecorator[Any]):
    """A JSON document: `jsonb` on PostgreSQL, text on SQLite (STRICT tables know no JSON type)."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else JSONB())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return json.dumps(value, ensure_ascii=False, sort_keys=True) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return json.loads(value) if dialect.name == "sqlite" else value


class Words(Text):
    """Text; a word of ours that it is compared with stands in the statement itself, and is no parameter of it.

    So a statement that is prepared once for all its parameters can still use an index of the rows with that word.
    """

    class comparator_factory(Text.Comparator[str]):  # noqa: N801  # as SQLAlchemy calls it
        """Writes words out on the right of every operator."""

        def operate(self, op: Any, *other: Any, **settings: Any) -> ColumnElement[Any]:
            return super().operate(op, *(_written_out(one) for one in other), **settings)


def _written_out(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return literal(value.value, Text(), literal_execute=True)
    return [_written_out(one) for one in value] if isinstance(value, (list, tuple)) else value


class Base(DeclarativeBase):
    """Every table; text has no length in its type and whole numbers are 64 bits on both databases."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTCDateTime,
        date: PlainDate,
        bool: Flag,
        int: BigInteger().with_variant(Integer, "sqlite"),
        str: Words,
        dict[str, Any]: JSONDocument,
    }
