"""Every refusal in words, with its status for pages and its exit code for commands: one table for all edges."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext

from app import formats
from app.domain import errors
from app.domain.allowances import Limits, WayOut
from app.domain.errors import DomainError
from app.domain.semesters import Semester
from app.domain.slots import Clash
from app.problems.allowances import write_limits, write_way_out
from app.problems.words import WORDS

__all__ = ["KINDS", "WORDS", "Problem", "describe", "status_of", "when_to_retry"]

KINDS: tuple[tuple[type[DomainError], int, int], ...] = (
    (errors.NotFound, 404, 3),
    (errors.Unauthorised, 401, 5),
    (errors.Forbidden, 403, 5),
    (errors.Conflict, 409, 4),
    (errors.Invalid, 422, 2),
    (errors.TooMany, 429, 1),
    (errors.Unavailable, 503, 1),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal as an edge shows it."""

    code: str
    title: str
    advice: str
    field: str | None
    status: int
    exit_code: int

    @property
    def sentence(self) -> str:
        """Return title and advice as one line."""
        return f"{self.title}. {self.advice}"


def describe(error: DomainError, *, words: Mapping[str, tuple[Any, Any]] = WORDS) -> Problem:
    """Return the error in the reader's language and zone, with its status and exit code.

    `words` replaces some of the table's for an edge that speaks to somebody else.
    """
    status, exit_code = next((status, code) for kind, status, code in KINDS if isinstance(error, kind))
    title, advice = words.get(error.code) or WORDS[error.code]
    facts = {name: _write(name, value) for name, value in error.facts.items()}
    return Problem(error.code, str(title), _fill(str(advice), facts), error.field, status, exit_code)


def when_to_retry(error: DomainError) -> dict[str, str]:
    """Return the header that says in how many seconds trying again is of use, if it will be."""
    wait = error.facts.get("wait")
    if isinstance(wait, timedelta):
        return {"Retry-After": str(int(wait.total_seconds()) + 1)}
    return {"Retry-After": "2"} if isinstance(error, errors.Unavailable) else {}


def status_of(error: type[DomainError]) -> int:
    """Return the status with which this error is answered."""
    return next(status for kind, status, _ in KINDS if issubclass(error, kind))


def _fill(sentence: str, facts: dict[str, str]) -> str:
    try:
        return sentence % facts
    except KeyError:  # the database's own refusal names no facts: the title says enough
        return str(gettext("Look again and choose another time."))


def _write(name: str, value: object) -> str:
    writers: dict[type, Callable[[Any], str]] = {
        datetime: formats.moment,
        date: formats.plain_date,
        timedelta: formats.duration,
        Limits: write_limits,
        WayOut: write_way_out,
        Clash: lambda clash: formats.span(clash.starts_at, clash.ends_at),
        Semester: lambda one: f"{one.name} ({formats.date_span(one.first_day, one.last_day)})",
        list: lambda values: ", ".join(_write("", item) for item in values),
    }
    if name == "hours":
        return formats.count_hours(float(str(value)))
    return writers.get(type(value), str)(value)
