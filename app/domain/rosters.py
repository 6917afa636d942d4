"""A file of people to import: its columns, and what stands in a row."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.contacts import normal_email, normal_phone
from app.domain.errors import BadRole, DomainError, Missing, RepeatedAddress, TooManyCells
from app.domain.profiles import check_locale
from app.domain.text import NAME_LENGTH, clean_line
from app.domain.timezones import check_timezone

COLUMNS = ("email", "name", "role", "phone", "timezone", "locale", "subjects")
ROLES = ("student", "coach")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the file: the number of its line, its cells by column, and whether some are too many."""

    line: int
    cells: Mapping[str, str]
    is_too_wide: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell of a row."""

    line: int
    column: str
    error: DomainError


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that can be read; None is a cell that is empty or not there."""

    line: int
    email: str
    name: str | None
    phone: str | None
    timezone: str | None
    locale: str | None
    makes_coach: bool
    subjects: tuple[str, ...] | None


def read_rows(rows: Iterable[Row], *, phone_region: str) -> tuple[Sequence[Entry], Sequence[Fault]]:
    """Return the entries of rows without a fault, and all faults of the others; an address stands once."""
    entries, faults = [], []
    first_lines: dict[str, int] = {}
    for row in rows:
        found, wrong = _read(row, phone_region)
        email = found.get("email") or ""
        if email and first_lines.setdefault(email, row.line) != row.line:
            wrong.append(Fault(row.line, "email", RepeatedAddress(first=first_lines[email])))
        if wrong:
            faults += wrong
        else:
            entries.append(Entry(row.line, makes_coach=found.pop("role") == "coach", **found))
    return entries, faults


def _read(row: Row, phone_region: str) -> tuple[dict[str, Any], list[Fault]]:
    readers: dict[str, Callable[[str], Any]] = {
        "email": normal_email,
        "name": lambda text: clean_line(text, field="name", limit=NAME_LENGTH, required=True),
        "role": _check_role,
        "phone": lambda text: normal_phone(text, region=phone_region),
        "timezone": check_timezone,
        "locale": check_locale,
        "subjects": _split_subjects,
    }
    found: dict[str, Any] = dict.fromkeys(COLUMNS)
    faults = [Fault(row.line, "", TooManyCells())] if row.is_too_wide else []
    for column, text in row.cells.items():
        try:
            found[column] = readers[column](text) if text else None
        except DomainError as error:
            faults.append(Fault(row.line, column, error))
    if not row.cells.get("email"):
        faults.append(Fault(row.line, "email", Missing("email")))
    return found, faults


def _check_role(text: str) -> str:
    role = text.lower()
    if role not in ROLES:
        raise BadRole(given=text)
    return role


def _split_subjects(text: str) -> tuple[str, ...]:
    names = [clean_line(part, field="subjects", limit=NAME_LENGTH) for part in re.split(r"[,;|]", text)]
    return tuple(filter(None, names))
