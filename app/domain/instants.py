"""Instants and dates as programs write them."""

from datetime import UTC, date, datetime


def as_json(value: object) -> object:
    """Return an instant as RFC 3339 in UTC, and a date as ISO 8601. Raises TypeError for anything else."""
    if isinstance(value, datetime):
        precise = "microseconds" if value.microsecond else "seconds"
        return value.astimezone(UTC).isoformat(timespec=precise).replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
