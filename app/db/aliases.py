"""Second names for models in a query."""

from typing import TypeVar

from sqlalchemy import inspect
from sqlalchemy.orm import aliased

T = TypeVar("T")


def alias_of(entity: type[T], name: str | None = None) -> type[T]:
    """Return a second name for a model, fit to be shared by threads."""
    made = aliased(entity, name=name)
    # The index of its columns is made when one is first looked up, without a lock: a second thread that looks meanwhile
    # finds none, and the alias would for ever stand for the table itself.
    columns = inspect(made).selectable
    for column in inspect(entity).columns:
        columns.corresponding_column(column)
    return made
