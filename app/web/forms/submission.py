"""Sending a form: read it, do its work in one transaction, or give it back with what is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import g
from flask_wtf import FlaskForm

from app.db import transact
from app.domain.errors import DomainError
from app.problems import describe

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Submission(Generic[T]):
    """What became of a form: its result, or the status of the page that shows it again."""

    result: T | None = None
    status: int = 422
    is_done: bool = False


def submit(form: FlaskForm, work: Callable[[], T]) -> Submission[T]:
    """Do the form's work if it can be read.

    A refusal that speaks of one of its fields is shown there; every other one is raised.
    """
    if not form.validate_on_submit():
        return Submission()
    try:
        result = transact(work)
    except DomainError as error:
        return Submission(status=refuse(form, error))
    g.is_saved = True
    return Submission(result, 303, is_done=True)


def refuse(form: FlaskForm, error: DomainError, *, field: str | None = None) -> int:
    """Put a refusal on the field it speaks of and return its status; raise it again if the form has no such field."""
    problem = describe(error)
    found: Any = form._fields.get(field or problem.field or "")
    if found is None:
        raise error
    found.errors = [*found.errors, problem.sentence]
    return problem.status
