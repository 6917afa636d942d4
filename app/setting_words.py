"""What is wrong with a setting, in plain words."""

from collections.abc import Mapping

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

Fields = Mapping[str, FieldInfo]

# What was given for these is never repeated.
SECRET = (
    "secret_key", "secret_key_fallbacks", "metrics_token", "sentry_dsn", "database_url", "mail_url",
    "google_client_secret",
)  # fmt: skip


def sentence(problem: ErrorDetails, fields: Fields, *, prefix: str) -> str:
    """Return a line for a wrong setting: its name, what to write instead, what was given (never a secret)."""
    name = str(problem["loc"][0])
    if name in SECRET:
        given = ""
    else:
        given = f" (it is {problem['input']!r})" if problem["input"] else " (it is missing)"
    return f"  {prefix}{name.upper()}: {_advice(problem, fields[name])}{given}"


def _advice(problem: ErrorDetails, field: FieldInfo) -> str:
    if problem["type"] == "value_error":
        return problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "literal_error":
        return f"write {problem['ctx']['expected'].replace(chr(39), '')}"
    if problem["type"].startswith("string"):
        return f"write {_limit(field, 'min_length')} to {_limit(field, 'max_length')} characters"
    return f"write a whole number from {_limit(field, 'ge')} to {_limit(field, 'le')}"


def _limit(field: FieldInfo, kind: str) -> int:
    """Return a limit of a field, as its definition gives it."""
    return next(int(getattr(rule, kind)) for rule in field.metadata if hasattr(rule, kind))
